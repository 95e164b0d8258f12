/**
 * Seals changes (PROTOCOL section 7). The chain key moves on with each change: who keeps only the state that is returned cannot open what was sealed
 * before it. Overwriting the old state is the task of whoever keeps it. Opening is `open_change.ts`, which a phone that only records never needs.
 */
import { type Bytes, type ChangeId, type DeviceId, type Random, brand, concat } from '../format/bytes';
import { type Change, encodeBody } from '../format/change';
import { teamTag } from '../format/device';
import { type Checkpoint, type SealedChange, type StreamId, changeId, changeMessage, encodeHeader, encodeTail } from '../format/envelope';
import { ITEM_LIMIT } from '../format/item';
import { Refusal } from '../format/refusals';
import type { Roster } from '../format/roster';
import type { Device } from './device';
import type { OpenedLockbox } from './lockbox';
import { NONCE_SIZE, aeadSeal, kdf } from './primitives';

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
