/**
 * Taking consent back: a number for the witness when a testimony is sealed, and the withdrawal when somebody comes with it. A withdrawal travels as a record of
 * its own, because who takes the number down need not know, and cannot find out, whose testimony it ends.
 */
import { brand, hex } from '../format/bytes';
import type { RecordShelf } from '../archive/records';
import type { RecordId } from '../format/change';
import { MARK_FIELD, NUMBER_FIELD, WITHDRAWAL_FORM, drawNumber, isWithdrawal, markOf, marksOf, readNumber, withdrawnMarks } from '../format/withdrawal';
import type { WithdrawalNumber } from '../journey/own';
import { handedRow } from './record';
import { type Session, demandAdmitted, isCoordinator } from './session';
import { forget, keepWritten, moveOn, write } from './writing';

/** A new number, which this device keeps nowhere. */
export function withdrawalNumber({ world }: Session): WithdrawalNumber {
  const number = drawNumber(world.random);
  return { number, field: { path: [MARK_FIELD], value: markOf(number), compartment: 'testimony' } };
}

/** Refuses `withdrawal_number`, and what `seal` refuses. */
export async function withdraw(session: Session, typed: string): Promise<void> {
  demandAdmitted(session);
  const number = readNumber(typed);
  const { world, store, tables, shelves, archive } = session;
  const record = brand<RecordId>(world.random(16));
  const written = await write(session, { record, compartment: 'testimony', form: WITHDRAWAL_FORM, time: world.now(), saw: [], ops: [{ p: [NUMBER_FIELD], x: number, r: [] }] });
  const row = { ...handedRow(record, written, written.letters), media: null };
  const keeps = isCoordinator(session);
  await store.commit([...shelves.outgoing(written.letters), await tables.handed.put(hex(record), row), ...(keeps ? await keepWritten(session, written) : [])]);
  archive.handed.set(hex(record), row);
  if (keeps) moveOn(session, written);
  else forget(written);
}

interface Said {
  /** Of so many changes. */
  readonly size: number;
  readonly takenBack: ReadonlySet<string>;
  readonly marks: ReadonlySet<string>;
  readonly isWithdrawal: boolean;
}
/** Read once of each record and again only after a change: every look at the home screen asks. */
const read = new WeakMap<RecordShelf, Said>();

export function saidOf(shelf: RecordShelf): Said {
  const kept = read.get(shelf);
  if (kept?.size === shelf.known.length) return kept;
  const { known } = shelf;
  const said = { size: known.length, takenBack: withdrawnMarks(known), marks: marksOf(known), isWithdrawal: isWithdrawal(known) };
  read.set(shelf, said);
  return said;
}

/** What all that this device may read takes back. */
export function withdrawnHere({ archive }: Session): ReadonlySet<string> {
  const found = new Set<string>();
  for (const shelf of archive.records.all()) for (const mark of saidOf(shelf).takenBack) found.add(mark);
  return found;
}

/** How many of these end no testimony that is here. */
export function countUnmatched(session: Session): number {
  const left = new Set(withdrawnHere(session));
  if (left.size > 0) for (const shelf of session.archive.records.all()) for (const mark of saidOf(shelf).marks) left.delete(mark);
  return left.size;
}
