/**
 * Examining: the queue of records and one testimony, as screens show them. Reads what was folded and adds names; changes nothing but what counts as seen.
 */
import { hex, present } from '../format/bytes';
import type { Known, Path } from '../format/change';
import { type CurrentValue as FoldedValue, type FoldedRecord, type PathState, hasConflict } from '../format/history';
import { oldestFirst } from '../format/lineage';
import type { Roster } from '../format/roster';
import { Refusal } from '../format/refusals';
import type { Author, CurrentValue, HistoryEntry, MemberView, Overview, PathView, QueueEntry, Testimony } from '../journey';
import { folded as foldedRecord, foldedOf } from '../archive/folding';
import type { Records } from '../archive/records';
import { isWithdrawn } from '../format/withdrawal';
import { shownValue } from './attached';
import { authorById, idFromHex, pseudonym, shownPath } from './names';
import { replacedBy } from './replaced';
import { type Session, hasIdentity } from './session';
import { countUnmatched, saidOf, withdrawnHere } from './withdrawal';

const TITLE = 'e_title';

export function queue(session: Session): readonly QueueEntry[] {
  const withdrawn = withdrawnHere(session);
  const entries = testimonies(session.archive.records).map((folded) => queueEntry(session, folded, withdrawn));
  return entries.toSorted((one, other) => other.lastTime - one.lastTime || (one.record < other.record ? -1 : 1));
}

/** What waits: items that something must come before, and changes that name a value which is not known yet. */
export function countQueue(session: Session): Omit<Overview['queue'], 'quarantined'> {
  const { archive, shelves } = session;
  const all = testimonies(archive.records);
  const waiting = all.reduce((sum, one) => sum + one.waiting.length, shelves.inboxSize);
  return { records: all.length, conflicts: all.filter(hasConflict).length, waiting, unmatched: countUnmatched(session) };
}

/** Without the records that only take a consent back. */
function testimonies(records: Records): readonly FoldedRecord[] {
  return [...records.all()].filter((shelf) => !saidOf(shelf).isWithdrawal).map(foldedOf);
}

function queueEntry(session: Session, folded: FoldedRecord, withdrawn: ReadonlySet<string>): QueueEntry {
  const record = hex(folded.record);
  const known = session.archive.records.known(record);
  const others = known.filter(({ author }) => hex(author) !== hex(session.device.id)).length;
  return {
    record,
    pseudonym: pseudonym(folded.record),
    title: titleOf(folded),
    authors: authorsOf(known, session.roster),
    lastTime: Math.max(...known.map(({ change }) => change.time)),
    conflicts: folded.paths.filter(({ state }) => state === 'conflict').length,
    parallel: folded.paths.filter((path) => path.parallel).length,
    waiting: folded.waiting.length,
    unread: others > (session.seen.get(record) ?? 0),
    hasIdentity: hasIdentity(session, record),
    withdrawn: isWithdrawn(known, withdrawn),
  };
}

function titleOf(folded: FoldedRecord): string | null {
  const title = folded.paths.find(({ path }) => path.length === 1 && path[0] === TITLE);
  const x = title?.state === 'settled' ? title.values[0]?.x : null;
  return typeof x === 'string' && x !== '' ? x : null;
}

function authorsOf(known: readonly Known[], roster: Roster): readonly Author[] {
  const authors = new Map(oldestFirst(known).map(({ author }) => [hex(author), author]));
  return [...authors.values()].map((author) => authorById(author, roster));
}

// ---- one testimony
/** Refuses `not_found`. What is shown counts as seen from now on. */
export async function testimony(session: Session, record: string): Promise<Testimony> {
  const folded = foldedRecord(session.archive.records, idHex(record));
  if (folded === null) throw new Refusal('not_found', 'no such record');
  const known = session.archive.records.known(record);
  await markSeen(session, record, known);
  return testimonyOf(session, folded, known);
}

export function testimonyOf(session: Session, folded: FoldedRecord, known: readonly Known[]): Testimony {
  const first = present(oldestFirst(known)[0]);
  const record = hex(folded.record);
  return {
    record,
    pseudonym: pseudonym(folded.record),
    form: first.change.form,
    paths: folded.paths.map((path) => pathView(path, session.roster)),
    members: folded.members.map(({ collection, member, state }): MemberView => ({ collection, member: hex(member), state })),
    waiting: folded.waiting.length,
    hasIdentity: hasIdentity(session, record),
    withdrawn: isWithdrawn(known, withdrawnHere(session)),
    history: history(known, session.roster),
  };
}

const idHex = (record: string): string => hex(idFromHex(record));

async function markSeen(session: Session, record: string, known: readonly Known[]): Promise<void> {
  const others = known.filter(({ author }) => hex(author) !== hex(session.device.id)).length;
  if (session.seen.get(record) === others) return;
  await session.store.commit([await session.tables.seen.put(record, others)]);
  session.seen.set(record, others);
}

function pathView({ path, state, values, parallel }: PathState, roster: Roster): PathView {
  return { path: shownPath(path), state, parallel, values: values.map((value) => valueView(path, value, roster)) };
}

function valueView(path: Path, { id, x, said }: FoldedValue, roster: Roster): CurrentValue {
  const authors = new Map(said.map(({ author }) => [hex(author), author]));
  return {
    valueId: hex(id),
    x: shownValue(path, x),
    authors: [...authors.values()].map((author) => authorById(author, roster)),
    time: Math.max(...said.map(({ time }) => time)),
    why: said.find(({ why }) => why !== null)?.why ?? null,
  };
}

function history(known: readonly Known[], roster: Roster): readonly HistoryEntry[] {
  const replaced = replacedBy(known);
  return oldestFirst(known).map(({ changeId, author, change }) => ({
    changeId: hex(changeId),
    author: authorById(author, roster),
    time: change.time,
    ops: change.ops.map((op) => ({
      path: shownPath(op.p),
      x: shownValue(op.p, op.x),
      why: op.why ?? null,
      replaced: replaced(op).map((value) => ({ x: shownValue(op.p, value.x), author: authorById(value.author, roster) })),
    })),
  }));
}
