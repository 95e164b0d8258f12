/**
 * The keys that open the answers to this device's requests. Each is made for one request; it lies in the database under a key in the dying file, so that
 * overwriting that key makes every share that ever came unreadable, also in what the disk still holds.
 */
import { type Bytes, hex } from '../format/bytes';
import type { OpeningId } from '../format/opening';
import { asMap, bytesOf } from '../format/shape';
import { type KemKey, kemPrivateKey } from '../seal/primitives';
import { KEM_SEED_SIZE, kemPublicKey } from '../seal/xwing';
import { type SealedRow, type Write, all } from '../store/store';
import { Locker } from '../vault/locker';
import { idFromHex } from './names';
import type { Session } from './session';

const KEY_SIZE = 32;

interface Reply {
  readonly id: Bytes;
  readonly request: Bytes;
  readonly seed: Bytes;
}

/** A fresh key: its public half, and the write that keeps it once the request has a name. */
export async function newReply({ world, dying }: Session): Promise<{ readonly publicKey: Bytes; readonly keep: (request: OpeningId) => Promise<Write> }> {
  const seed = world.random(KEM_SEED_SIZE);
  const publicKey = await kemPublicKey(seed);
  const keep = async (request: OpeningId): Promise<Write> => {
    const [id, secret] = [world.random(16), world.random(KEY_SIZE)];
    // The key first: one without a row is forgotten when the vault is opened next.
    await dying.keep({ id, secret });
    return { put: 'replies', key: hex(id), row: await new Locker(secret, world.random).seal('replies', hex(id), { request, seed }) };
  };
  return { publicKey, keep };
}

/** Null if it was forgotten: then nobody can open what answers this request any more. */
export async function replyTo(session: Session, request: OpeningId): Promise<KemKey | null> {
  const reply = await find(session, request);
  return reply === null ? null : kemPrivateKey(reply.seed);
}

/** The write for the caller's transaction, and what overwrites the key afterwards. */
export async function dropReply(session: Session, request: OpeningId): Promise<{ readonly writes: readonly Write[]; readonly forget: () => void }> {
  const reply = await find(session, request);
  if (reply === null) return { writes: [], forget: () => undefined };
  return { writes: [{ drop: 'replies', key: hex(reply.id) }], forget: () => session.dying.forget(reply.id) };
}

/** There are as many rows as this device has open requests. */
async function find(session: Session, request: OpeningId): Promise<Reply | null> {
  for (const [key, row] of await all(session.store, 'replies')) {
    const reply = await read(session, key, row);
    if (reply !== null && hex(reply.request) === hex(request)) return reply;
  }
  return null;
}

async function read({ dying, world }: Session, key: string, row: SealedRow): Promise<Reply | null> {
  const id = idFromHex(key);
  const dies = dying.get(id);
  if (dies === null) return null;
  const map = asMap(await new Locker(dies.secret, world.random).open('replies', key, row), ['request', 'seed']);
  return { id, request: bytesOf(map['request'], 32), seed: bytesOf(map['seed'], KEM_SEED_SIZE) };
}
