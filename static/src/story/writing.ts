/**
 * Writing into streams: one change sealed, and the chain key that sealed it overwritten. What is written here is readable by the coordinators of the
 * roster as it stands, and by this device only if it is one of them. A stream lives in memory, from unlocking to locking, and is never taken up again.
 */
import { brand, hex } from '../format/bytes';
import type { Change, Known } from '../format/change';
import type { StreamId } from '../format/envelope';
import { Role } from '../format/entry';
import { Kind } from '../format/item';
import { lockboxHash } from '../format/lockbox';
import type { Roster } from '../format/roster';
import { type OpenStream, type StreamState, openStream } from '../archive/streams';
import { type Writer, sealChange, startWriting } from '../seal/change';
import { type OpenedLockbox, sealLockbox } from '../seal/lockbox';
import type { Write } from '../store/store';
import { type OwnStream, type Session, demandFresh } from './session';
import type { Letter } from './shelf';

export interface Written {
  /** A lockbox before its change, if the stream is new. */
  readonly letters: readonly Letter[];
  readonly known: Known;
  readonly stream: StreamId;
  /** The state that sealed it: its key is to be overwritten. */
  readonly writer: Writer;
  readonly next: Writer;
  readonly rosterSeq: number;
  /** What the lockbox of a new stream holds, null if the stream goes on. */
  readonly lockbox: OpenedLockbox | null;
}

/** Seals a change on this device's stream for the record and compartment. Nothing is kept yet. Refuses `roster_stale`, and what `sealLockbox` and `sealChange` refuse. */
export async function write(session: Session, change: Change): Promise<Written> {
  demandFresh(session);
  const { roster, device, world, shelves, writers } = session;
  const place = placeOf(change);
  const current = writers.get(place);
  // Taken out until its change is kept: if that fails, the next change begins a new stream, and no place is ever written twice.
  writers.delete(place);
  const goesOn = current !== undefined && sameReaders(roster, current.rosterSeq);
  if (!goesOn) current?.writer.chainKey.fill(0);
  const { writer, rosterSeq, letters, lockbox } = goesOn ? { ...current, letters: [], lockbox: null } : await newStream(session);
  const { envelope, changeId, next } = await sealChange(writer, roster, device, change, shelves.seen, world.random);
  const known = { changeId, author: device.id, change };
  return { letters: [...letters, { kind: Kind.change, body: envelope, mailbox: null }], known, stream: writer.stream, writer, next, rosterSeq, lockbox };
}

/**
 * What a coordinator keeps of its own change: what it says, and how far its stream was read. A coordinator can open its own lockbox at any time, and
 * grants it to those who come later.
 */
export async function keepWritten({ tables, archive }: Session, written: Written): Promise<readonly Write[]> {
  const { known, stream, next } = written;
  return [await tables.changes.put(hex(known.changeId), { known, stream }), await tables.streams.put(hex(next.lockboxHash), readTo(written, archive.streams.get(next.lockboxHash)))];
}

/** After the commit: the memory follows, and the key that sealed the change is overwritten. */
export function moveOn({ archive, writers }: Session, written: Written): void {
  const { known, stream, writer, next, rosterSeq } = written;
  archive.streams.set(next.lockboxHash, readTo(written, archive.streams.get(next.lockboxHash)));
  archive.records.add(known, hex(stream));
  writers.set(placeOf(known.change), { writer: next, rosterSeq });
  writer.chainKey.fill(0);
}

/** After the commit, where nothing more is written and nothing may be read: not a key of this stream is left in memory. */
export function forget({ writer, next, lockbox }: Written): void {
  for (const one of [writer, next, lockbox]) one?.chainKey.fill(0);
}

const placeOf = ({ record, compartment }: Change): string => `${hex(record)} ${compartment}`;

/** As if this device had read its own change: what follows it is read from there. */
function readTo({ known, next, rosterSeq, lockbox }: Written, before: StreamState | null): OpenStream {
  const began = lockbox === null ? before : openStream(lockbox);
  const firstKey = began?.state === 'open' ? began.firstKey : null;
  return { state: 'open', reading: { ...next, chainKey: next.chainKey.slice(), rosterSeq, author: known.author }, firstKey };
}

interface Start extends OwnStream {
  readonly letters: readonly Letter[];
  readonly lockbox: OpenedLockbox;
}

async function newStream({ roster, world }: Session): Promise<Start> {
  const stream = brand<StreamId>(world.random(16));
  const chain = { stream, chain: 0, role: Role.coordinator, chainKey: world.random(32) };
  const sealed = await sealLockbox(roster, chain);
  const lockbox = { ...chain, rosterSeq: roster.seq, lockboxHash: lockboxHash(sealed) };
  // Two copies: the one that writes is overwritten, the one that a coordinator may grant is not.
  const writer = startWriting(stream, 0, chain.chainKey.slice(), lockbox.lockboxHash);
  return { writer, rosterSeq: roster.seq, letters: [{ kind: Kind.lockbox, body: sealed, mailbox: null }], lockbox };
}

function sameReaders(roster: Roster, seq: number): boolean {
  const ids = (at: number): string => roster.membersAt(at, Role.coordinator).map(({ id }) => hex(id)).join();
  return ids(seq) === ids(roster.seq);
}
