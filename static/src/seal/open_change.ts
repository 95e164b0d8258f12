/** Opens changes (PROTOCOL section 7), each in its place in the stream and by the member who began it. */
import { type Bytes, type ChangeId, type DeviceId, equal, present } from '../format/bytes';
import { type Change, decodeChange } from '../format/change';
import { inflate } from '../format/deflate';
import { asDeviceId, teamTag } from '../format/device';
import { type Checkpoint, type ParsedEnvelope, changeId, changeMessage } from '../format/envelope';
import { parseEnvelope, parseTail } from '../format/open_envelope';
import { Refusal, isRefusal } from '../format/refusals';
import type { Roster } from '../format/roster';
import type { Reading } from './change';
import { aeadOpen, kdfs } from './primitives';
import { verify } from './signing';

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
