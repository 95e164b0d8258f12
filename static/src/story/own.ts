/**
 * What this device handed over and still knows of: showing it, correcting it by the same rules of evidence as everybody, and forgetting it. The key of what
 * is forgotten is overwritten before anything else. A correction never makes anything readable again.
 */
import { type Bytes, type ChangeId, type ValueId, brand, hex, present } from '../format/bytes';
import { type Change, type Known, type Op, sortedIds } from '../format/change';
import { Seal } from '../format/entry';
import { type FoldedRecord, fold } from '../format/history';
import { itemId } from '../format/item';
import { Refusal } from '../format/refusals';
import type { Edit } from '../journey';
import type { OwnTestimony } from '../journey/own';
import type { Write } from '../store/store';
import { Locker } from '../vault/locker';
import { testimonyOf } from './examine';
import { aged, isDue, keptUntil, strictest } from './keeping';
import { idFromHex, pathFromShown } from './names';
import { shown } from './record';
import { type KeptRow, type Own, keptCodec, ownRow, readOwnRow } from './own_rows';
import type { HandedOver } from './rows';
import { SealedTable } from './sealed';
import { reviewFields } from './review_fields';
import { edit } from './settle';
import { type Session, demandAdmitted, isCoordinator } from './session';
import { forget, write } from './writing';

/** How far the count of a kept row may lag behind the clock on the disk. */
const STEP_MILLISECONDS = 600_000;

// ---- keeping
/** The change without its answers. Whether a member was taken out or kept is no answer. */
function withoutAnswers({ changeId, change }: Own): Own {
  return { changeId, change: { ...change, ops: change.ops.map((op) => (op.p.length === 2 ? op : { ...op, x: null })) } };
}

function keptTable({ store, world }: Session, secret: Bytes): SealedTable<KeptRow> {
  return new SealedTable(store, new Locker(secret, world.random), 'kept', keptCodec);
}

/** The writes for a testimony that is being sealed. The key comes first: without its row it is forgotten when the vault is opened next. */
export async function keptWrites(session: Session, { changeId, change }: Known): Promise<readonly Write[]> {
  const { tables, roster, dying, world } = session;
  const key = hex(change.record);
  const own = [{ changeId, change }];
  const writes = [await tables.own.put(key, ownRow(own.map(withoutAnswers)))];
  const { seal, keptDays } = roster.policy;
  if (seal === Seal.atDone) return writes;
  const secret = world.random(32);
  await dying.keep({ id: change.record, secret });
  const row = { own, seal, days: keptDays, age: 0, at: change.time, since: Math.max(change.time, roster.time) };
  return [...writes, await keptTable(session, secret).put(key, row)];
}

async function ownOf({ tables }: Session, record: string): Promise<readonly Own[] | null> {
  const row = await tables.own.get(record);
  return row === null ? null : readOwnRow(row);
}

// ---- forgetting
/** After each exchange and at unlocking. */
export async function forgetAllDue(session: Session): Promise<void> {
  for (const key of session.archive.handed.keys()) {
    const row = await kept(session, key);
    if (row === null) continue;
    const now = session.world.now();
    const { roster } = session;
    const age = aged(row, now, roster.time);
    const counted = { ...row, ...strictest(row, { seal: roster.policy.seal, days: roster.policy.keptDays }), age, at: now };
    if (isDue(counted, await hasArrived(session, key))) await forgetAnswers(session, key);
    else if (Math.abs(now - row.at) > STEP_MILLISECONDS || counted.seal !== row.seal || counted.days !== row.days) await session.store.commit(await keeping(session, key, counted));
  }
}

/** The person's wish: the answers if they are still here, and which questions were answered. Refuses `not_found`. */
export async function forgetOwn(session: Session, record: string): Promise<void> {
  handedOver(session, record);
  await forgetAnswers(session, record);
  await session.store.commit([session.tables.own.drop(record)]);
}

async function forgetAnswers({ dying, store }: Session, record: string): Promise<void> {
  dying.forget(idFromHex(record));
  await store.commit([{ drop: 'kept', key: record }]);
}

async function hasArrived(session: Session, record: string): Promise<boolean> {
  const { items } = handedOver(session, record);
  for (const item of items) if (!(await session.shelves.isHeld(item))) return false;
  return (await shown(session, handedOver(session, record))).state === 'readable';
}

async function kept(session: Session, record: string): Promise<KeptRow | null> {
  const key = session.dying.get(idFromHex(record));
  return key === null ? null : keptTable(session, key.secret).get(record);
}

// ---- showing
/** Refuses `not_found`. */
export async function ownTestimony(session: Session, record: string): Promise<OwnTestimony> {
  const handed = await shown(session, handedOver(session, record));
  const row = await kept(session, record);
  const own = row?.own ?? (await ownOf(session, record));
  if (own === null) return { handed, testimony: null, open: null };
  const known = authored(session, own);
  return { handed, testimony: testimonyOf(session, foldOwn(known), known), open: row && { until: keptUntil(row) } };
}

function handedOver({ archive }: Session, record: string): HandedOver {
  const handed = archive.handed.get(record);
  if (handed === undefined) throw new Refusal('not_found', 'not handed over from here');
  return handed;
}

const authored = ({ device }: Session, own: readonly Own[]): readonly Known[] => own.map((one) => ({ ...one, author: device.id }));

function foldOwn(known: readonly Known[]): FoldedRecord {
  const [first] = known;
  if (first === undefined) throw new Refusal('not_found', 'nothing is known of it here');
  return fold(first.change.record, known);
}

// ---- correcting
/**
 * Each edit replaces what this device said itself and its author was shown, or, where the answers are forgotten, knew to have given. Refuses `not_found` (nothing
 * is known of it any more, or an edit replaces what was not said here), `author_not_member`, `replaces_several` and `malformed`.
 */
export async function correct(session: Session, record: string, edits: readonly Edit[]): Promise<void> {
  if (isCoordinator(session)) return edit(session, record, edits);
  demandAdmitted(session);
  const handed = handedOver(session, record);
  const own = (await ownOf(session, record)) ?? [];
  const change = changeOf(session, own, edits);
  if (change.ops.some(await reviewFields(session, change.form))) throw new Refusal('author_not_member', 'not a coordinator');
  const written = await write(session, change);
  const { changeId } = written.known;
  const later = [...handed.later, { changeId, readers: [] }];
  const row: HandedOver = { ...handed, later, items: [...handed.items, ...written.letters.map(itemId)] };
  const said: Own = { changeId, change };
  const writes: Write[] = [...session.shelves.outgoing(written.letters), await session.tables.handed.put(record, row)];
  writes.push(await session.tables.own.put(record, ownRow([...own, withoutAnswers(said)])));
  const open = await kept(session, record);
  if (open !== null) writes.push(...(await keeping(session, record, { ...open, own: [...open.own, said] })));
  await session.store.commit(writes);
  session.archive.handed.set(record, row);
  forget(written);
}

async function keeping(session: Session, record: string, row: KeptRow): Promise<readonly Write[]> {
  const key = session.dying.get(idFromHex(record));
  return key === null ? [] : [await keptTable(session, key.secret).put(record, row)];
}

function changeOf(session: Session, own: readonly Own[], edits: readonly Edit[]): Change {
  const ops = edits.map((one): Op => ({ p: pathFromShown(one.path), x: one.x, r: sortedIds(one.sawValueIds.map((id) => brand<ValueId>(idFromHex(id, 32)))) }));
  const known = authored(session, own);
  const folded = foldOwn(known);
  const { form } = present(own[0]).change;
  const change: Change = { record: folded.record, compartment: 'testimony', form, time: session.world.now(), saw: folded.frontier, ops };
  // Tried on what is known here: a change that replaces what was never said would wait for ever at everybody's.
  const tried = fold(folded.record, [...known, { changeId: brand<ChangeId>(new Uint8Array(32)), author: session.device.id, change }]);
  if (tried.waiting.length > 0) throw new Refusal('not_found', 'this device did not say what it would replace');
  return change;
}
