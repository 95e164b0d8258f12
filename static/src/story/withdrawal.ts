/**
 * Taking consent back: a number for the witness when a testimony is sealed, and the withdrawal when somebody comes with it. A withdrawal travels as a record of
 * its own, because who takes the number down need not know, and cannot find out, whose testimony it ends.
 */
import { brand, hex } from '../format/bytes';
import type { Records } from '../archive/records';
import type { Known, RecordId } from '../format/change';
import { MARK_FIELD, NUMBER_FIELD, WITHDRAWAL_FORM, drawNumber, markOf, readNumber, withdrawnMarks } from '../format/withdrawal';
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

/** What all that this device may read takes back. */
export function withdrawnHere({ archive }: Session): ReadonlySet<string> {
  return withdrawnMarks(allKnown(archive.records));
}

function* allKnown(records: Records): Generator<Known> {
  for (const { known } of records.all()) yield* known;
}
