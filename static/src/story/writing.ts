/**
 * Writing into streams: one change sealed, and the chain key that sealed it overwritten. What is written here is readable by the coordinators of the
 * roster as it stands, and by this device only if it is one of them.
 */
import { type Bytes, brand, hex } from '../format/bytes';
import type { Change, Compartment, Known } from '../format/change';
import { NO_CHECKPOINT, type StreamId } from '../format/envelope';
import { Role } from '../format/entry';
import { Kind } from '../format/item';
import { lockboxHash } from '../format/lockbox';
import type { Roster } from '../format/roster';
import { openStream } from '../archive/streams';
import { type Writer, sealChange, startWriting } from '../seal/change';
import { type OpenedLockbox, sealLockbox } from '../seal/lockbox';
import { kdf } from '../seal/primitives';
import type { Write } from '../store/store';
import type { WriterRow } from './rows';
import type { Session } from './session';
import type { Letter } from './shelf';

export interface Written {
  /** A lockbox before its change, if the stream is new. */
  readonly letters: readonly Letter[];
  readonly known: Known;
  readonly stream: StreamId;
  readonly next: Writer;
  readonly rosterSeq: number;
  /** What the lockbox of a new stream holds, null if the stream goes on. */
  readonly lockbox: OpenedLockbox | null;
}

/** Seals a change on this device's stream for the record and compartment. Nothing is kept yet. Refuses what `sealLockbox` and `sealChange` refuse. */
export async function write(session: Session, change: Change): Promise<Written> {
  const { roster, device, world } = session;
  const current = await currentWriter(session, change.record, change.compartment);
  const { writer, rosterSeq, letters, lockbox } = current ?? (await newStream(session));
  const { envelope, changeId, next } = await sealChange(writer, roster, device, change, NO_CHECKPOINT, world.random);
  const known = { changeId, author: device.id, change };
  return { letters: [...letters, { kind: Kind.change, body: envelope, mailbox: null }], known, stream: writer.stream, next, rosterSeq, lockbox };
}

/**
 * What a coordinator keeps of its own change: what it says, and where the stream stands. The key that seals the next is not among it; the first is, because
 * a coordinator can open its own lockbox at any time, and grants it to those who come later.
 */
export async function keepWritten({ tables }: Session, { known, stream, next, rosterSeq, lockbox }: Written): Promise<readonly Write[]> {
  const row = writerRow(known, next, rosterSeq);
  const writes: Write[] = [await tables.changes.put(hex(known.changeId), { known, stream }), await tables.writers.put(hex(stream), row)];
  if (lockbox !== null) writes.push(await tables.streams.put(hex(lockbox.lockboxHash), openStream(lockbox)));
  return writes;
}

/** After the commit: the memory follows, and the key that sealed the change is overwritten by the next one. */
export async function moveOn(session: Session, { known, stream, next, rosterSeq, lockbox }: Written): Promise<void> {
  if (lockbox !== null) session.archive.streams.set(lockbox.lockboxHash, openStream(lockbox));
  session.archive.records.add(known, hex(stream));
  session.writers.set(hex(stream), writerRow(known, next, rosterSeq));
  await session.dying.keep({ kind: 'chain', id: stream, step: next.seq, secret: next.chainKey });
}

function writerRow({ change }: Known, { stream, chain, seq, prev, lockboxHash: hash }: Writer, rosterSeq: number): WriterRow {
  return { record: change.record, compartment: change.compartment, stream, chain, seq, prev, lockboxHash: hash, rosterSeq };
}

/** Null if there is none, or if the coordinators are others than when it began: a new stream then, which the new ones can read from its start. */
async function currentWriter(session: Session, record: Bytes, compartment: Compartment): Promise<Start | null> {
  const { writers, dying, roster } = session;
  for (const row of writers.values()) {
    const key = dying.get('chain', row.stream);
    const isOurs = hex(row.record) === hex(record) && row.compartment === compartment;
    if (!isOurs || key === null || key.step !== row.seq || !sameReaders(roster, row.rosterSeq)) continue;
    const { stream, chain, seq, prev, lockboxHash: hash, rosterSeq } = row;
    return { writer: { stream: brand<StreamId>(stream), chain, seq, prev, lockboxHash: hash, chainKey: key.secret }, rosterSeq, letters: [], lockbox: null };
  }
  return null;
}

interface Start {
  readonly writer: Writer;
  readonly rosterSeq: number;
  readonly letters: readonly Letter[];
  readonly lockbox: OpenedLockbox | null;
}

async function newStream({ roster, world }: Session): Promise<Start> {
  const stream = brand<StreamId>(world.random(16));
  const chainKey = world.random(32);
  const chain = { stream, chain: 0, role: Role.coordinator, chainKey };
  const sealed = await sealLockbox(roster, chain);
  const letters = [{ kind: Kind.lockbox, body: sealed, mailbox: null }];
  const lockbox = { ...chain, rosterSeq: roster.seq, lockboxHash: lockboxHash(sealed) };
  return { writer: startWriting(stream, 0, chainKey, lockbox.lockboxHash), rosterSeq: roster.seq, letters, lockbox };
}

function sameReaders(roster: Roster, seq: number): boolean {
  const ids = (at: number): string => roster.membersAt(at, Role.coordinator).map(({ id }) => hex(id)).join();
  return ids(seq) === ids(roster.seq);
}

/**
 * At unlocking: if the engine ended between a commit and the overwriting of its chain key, the key is moved on now. A chain key without its stream, or
 * a stream without its key, is given up: the next change begins a new stream.
 */
export async function catchUpChainKeys({ dying, writers }: Session): Promise<void> {
  for (const { kind, id, step, secret } of dying.keys) {
    if (kind !== 'chain') continue;
    const row = writers.get(hex(id));
    if (row === undefined || step > row.seq) dying.forget('chain', id);
    else if (step < row.seq) await dying.keep({ kind, id, step: row.seq, secret: await movedOn(secret, row.seq - step) });
  }
}

async function movedOn(chainKey: Bytes, steps: number): Promise<Bytes> {
  let key = chainKey;
  for (let step = 0; step < steps; step += 1) key = await kdf(key, 'ck');
  return key;
}
