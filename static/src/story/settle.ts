/**
 * Settling: edits and decisions of a coordinator. Each names exactly the values that its author was shown, so that what they did not see stays.
 */
import { type ValueId, brand } from '../format/bytes';
import { type Change, type Compartment, type Op, sortedIds } from '../format/change';
import { oldestFirst } from '../format/lineage';
import { seenOf } from '../archive/folding';
import { Refusal } from '../format/refusals';
import type { Edit, Path as ShownPath, Value } from '../journey';
import { idFromHex, pathFromShown } from './names';
import { reviewFields } from './review_fields';
import { type Session, isCoordinator } from './session';
import { keepWritten, moveOn, write } from './writing';

const COMPARTMENTS = ['testimony', 'review'] as const satisfies readonly Compartment[];

/** Refuses `not_found`, `author_not_member`, `replaces_several` (that takes a decision) and `malformed`. */
export async function edit(session: Session, record: string, edits: readonly Edit[]): Promise<void> {
  const ops = edits.map((one): Op => ({ p: pathFromShown(one.path), x: one.x, r: idsFromHex(one.sawValueIds) }));
  await commitOps(session, record, ops);
}

/** Refuses as `edit` does; `malformed` without a reason. */
export async function decide(session: Session, record: string, path: ShownPath, x: Value, sawValueIds: readonly string[], why: string): Promise<void> {
  await commitOps(session, record, [{ p: pathFromShown(path), x, r: idsFromHex(sawValueIds), why: why.trim() }]);
}

const idsFromHex = (ids: readonly string[]): readonly ValueId[] => sortedIds(ids.map((id) => brand<ValueId>(idFromHex(id, 32))));

async function commitOps(session: Session, record: string, ops: readonly Op[]): Promise<void> {
  if (!isCoordinator(session)) throw new Refusal('author_not_member', 'not a coordinator');
  const isReview = await reviewFields(session, formOf(session, record));
  for (const compartment of COMPARTMENTS) {
    const own = ops.filter((op) => isReview(op) === (compartment === 'review'));
    if (own.length > 0) await commitChange(session, changeOf(session, record, compartment, own));
  }
}

/** Refuses `not_found`. */
function formOf({ archive }: Session, record: string): Change['form'] {
  const [first] = oldestFirst(archive.records.known(record));
  if (first === undefined) throw new Refusal('not_found', 'no such record');
  return first.change.form;
}

function changeOf({ archive, world }: Session, record: string, compartment: Compartment, ops: readonly Op[]): Change {
  const [first] = oldestFirst(archive.records.known(record));
  if (first === undefined) throw new Refusal('not_found', 'no such record');
  const { record: id, form } = first.change;
  return { record: id, compartment, form, time: world.now(), saw: seenOf(archive.records, record), ops };
}

async function commitChange(session: Session, change: Change): Promise<void> {
  const written = await write(session, change);
  await session.store.commit([...session.shelves.outgoing(written.letters), ...(await keepWritten(session, written))]);
  moveOn(session, written);
}
