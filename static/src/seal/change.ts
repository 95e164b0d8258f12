/**
 * Seals and opens changes (PROTOCOL section 7). The chain key moves on with each change: who keeps only the state that is returned cannot open
 * what was sealed before it. Overwriting the old state on the disk is the vault's task.
 */
import { type Bytes, type ChangeId, type DeviceId, type Random, brand, concat, equal, present } from '../format/bytes';
import { type Change, decodeChange, encodeBody } from '../format/change';
import { inflate } from '../format/deflate';
import { asDeviceId, teamTag } from '../format/device';
import {
  type Checkpoint,
  type ParsedEnvelope,
  type SealedChange,
  type StreamId,
  changeId,
  changeMessage,
  encodeHeader,
  encodeTail,
  parseEnvelope,
  parseTail,
} from '../format/envelope';
import { ITEM_LIMIT } from '../format/item';
import { Refusal, isRefusal } from '../format/refusals';
import type { Roster } from '../format/roster';
import type { Device } from './device';
import type { OpenedLockbox } from './lockbox';
import { NONCE_SIZE, aeadOpen, aeadSeal, kdf, kdfs } from './primitives';
import { verify } from './signing';

/** Where a stream stands. `chainKey` is CK_seq: the key of the next change and of none before it. */
export interface Position {
  readonly stream: StreamId;
  readonly chain: number;
  readonly seq: number;
  /** The id of the stream's last change, zero for the first. */
  readonly prev: Bytes;
  readonly lockboxHash: Bytes;
  readonly chainKey: Bytes;
}
export type Writer = Position;
export interface Reading extends Position {
  /** The roster by which authors are judged: the lockbox's. */
  readonly rosterSeq: number;
  /** Who signed the stream's first change, and therefore all of them. Null before it. */
  readonly author: DeviceId | null;
}
export interface OpenedChange {
  readonly changeId: ChangeId;
  readonly author: DeviceId;
  readonly checkpoint: Checkpoint;
  /** As it was sealed, deflated. */
  readonly body: Bytes;
  /** A body that is refused is a value here, because the chain moves on: the next change can be read. */
  readonly change: Change | Refusal;
  /** The canonical bytes of the change, null if it was refused. */
  readonly encoded: Bytes | null;
  readonly next: Reading;
}

const FIRST = new Uint8Array(32);

/** The state of a writer whose lockbox was just sealed. */
export function startWriting(stream: StreamId, chain: number, chainKey: Bytes, lockboxHash: Bytes): Writer {
  return { stream, chain, seq: 0, prev: FIRST, lockboxHash, chainKey };
}

/** The state of a reader who just opened a lockbox. */
export function startReading({ stream, chain, chainKey, lockboxHash, rosterSeq }: OpenedLockbox): Reading {
  return { stream, chain, seq: 0, prev: FIRST, lockboxHash, chainKey, rosterSeq, author: null };
}

export interface Sealed {
  readonly envelope: SealedChange;
  readonly changeId: ChangeId;
  /** Overwrite the writer before with this one, wherever it is kept. */
  readonly next: Writer;
}

/** Seals one change and moves the chain on. Refuses what `encodeChange` does, and `too_large`. */
export async function sealChange(writer: Writer, roster: Roster, device: Device, change: Change, checkpoint: Checkpoint, random: Random): Promise<Sealed> {
  return sealBody(writer, roster, device, await encodeBody(change), checkpoint, random);
}

/** `sealChange` for a body that is deflated already. */
export async function sealBody(writer: Writer, roster: Roster, device: Device, body: Bytes, checkpoint: Checkpoint, random: Random): Promise<Sealed> {
  const tail = encodeTail({ checkpoint, body });
  const ctLen = device.id.length + 64 + tail.length + 16;
  const nonce = random(NONCE_SIZE);
  const { stream, chain, seq, prev, lockboxHash } = writer;
  const header = encodeHeader({ teamTag: teamTag(roster.teamId), stream, chain, seq, prev, lockboxHash, nonce, ctLen });
  const plain = concat(device.id, await device.sign(changeMessage(header, tail)), tail);
  const envelope = brand<SealedChange>(concat(header, await aeadSeal(await kdf(writer.chainKey, 'mk'), nonce, plain, header)));
  if (envelope.length > ITEM_LIMIT) throw new Refusal('too_large', `${envelope.length} bytes`);
  const id = changeId(envelope);
  return { envelope, changeId: id, next: { ...writer, seq: seq + 1, prev: id, chainKey: await kdf(writer.chainKey, 'ck') } };
}

/**
 * Opens the next change of a stream. Refuses `malformed`, `unknown_suite`, `too_large`, `wrong_team`, `stream_order` (another place or lockbox),
 * `damaged`, `author_not_member`, `signature` (also: another member than who began the stream) and `padding`.
 */
export async function openChange(reading: Reading, roster: Roster, envelope: Uint8Array): Promise<OpenedChange> {
  const parsed = parseEnvelope(envelope);
  if (!equal(parsed.teamTag, teamTag(roster.teamId))) throw new Refusal('wrong_team');
  checkOrder(reading, parsed);
  const [messageKey, chainKey] = await kdfs(reading.chainKey, 'mk', 'ck');
  const plain = await aeadOpen(present(messageKey), parsed.nonce, parsed.ciphertext, parsed.header);
  const { author, tail } = await checkAuthor(reading, roster, parsed.header, plain);
  const { checkpoint, body } = parseTail(tail);
  const id = changeId(envelope);
  const next = { ...reading, seq: reading.seq + 1, prev: id, author, chainKey: present(chainKey) };
  return { changeId: id, author, checkpoint, body, next, ...(await openBody(body)) };
}

/** Compared before anything is decrypted. */
function checkOrder(reading: Reading, { stream, chain, seq, prev, lockboxHash }: ParsedEnvelope): void {
  const numbers = chain === reading.chain && seq === reading.seq;
  if (!numbers || !equal(stream, reading.stream) || !equal(prev, reading.prev) || !equal(lockboxHash, reading.lockboxHash)) {
    throw new Refusal('stream_order', `change ${chain}.${seq} instead of ${reading.chain}.${reading.seq}`);
  }
}

async function checkAuthor(reading: Reading, roster: Roster, header: Bytes, plain: Bytes): Promise<{ author: DeviceId; tail: Bytes }> {
  if (plain.length < 80) throw new Refusal('malformed', 'no room for an author');
  const author = asDeviceId(plain.slice(0, 16));
  const signature = plain.slice(16, 80);
  const tail = plain.slice(80);
  const member = roster.at(author);
  if (member === null || !roster.isMember(author, reading.rosterSeq)) throw new Refusal('author_not_member');
  // A reader holds the chain key too: without this it could put its own change where the author's next one belongs.
  if (reading.author !== null && !equal(author, reading.author)) throw new Refusal('signature', 'another author');
  if (!(await verify(member.signPk, signature, changeMessage(header, tail)))) throw new Refusal('signature');
  return { author, tail };
}

async function openBody(body: Bytes): Promise<Pick<OpenedChange, 'change' | 'encoded'>> {
  try {
    const encoded = await inflate(body);
    return { change: decodeChange(encoded), encoded };
  } catch (cause) {
    if (isRefusal(cause)) return { change: cause, encoded: null };
    throw cause;
  }
}
