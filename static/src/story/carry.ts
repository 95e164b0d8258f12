/**
 * Carried by hand, the blind courier (PROTOCOL section 18): what waits here goes into a file that a colleague's phone takes, uploads and cannot read; the
 * relay's receipts come back the same way. Writing a file sends nothing: a letter counts as delivered only when a receipt was verified.
 */
import { type Bytes, hex } from '../format/bytes';
import { BUNDLE_ITEMS_LIMIT, BUNDLE_LIMIT, type CarriedLetter, decodeBundle, encodeLetters, encodeReceipts } from '../format/bundle';
import { plainHash } from '../format/hash';
import { isKind, itemId } from '../format/item';
import { Refusal } from '../format/refusals';
import type { Carrying, TakenFile, WrittenFile } from '../journey/by_hand';
import { type Parcel, all } from '../store/store';
import { CARRIED_LIMIT, bundles, drops, keep, lettersOf, lotsOf, provenIds, unproven } from './carried';
import { counted } from './counted';
import { tookReceipts } from './receipts';
import { type Session, tagOf } from './session';

export { sendCarried } from './receipts';

const DAY_MILLISECONDS = 86_400_000;
/** What frames a letter in a file, and the file itself. */
const FRAME_BYTES = 64;

export async function carrying(session: Session): Promise<Carrying> {
  const { store } = session;
  const files = (await bundles(store)).map(([id, bundle]) => {
    return { id, letters: bundle.itemIds.length, delivered: provenIds(bundle, lotsOf(bundle, tagOf(session))).size, isWritten: bundle.isWritten };
  });
  return { waiting: (await ownLetters(session)).length, writtenOn: (await store.get('counters', 'by_hand')) ?? null, files };
}

async function ownLetters({ store }: Session): Promise<readonly Parcel[]> {
  return (await all(store, 'outbox')).flatMap(([, row]) => (row.own ? [row] : []));
}

/** Refuses `not_found` if nothing waits. Own letters first, then what is carried already: a file may pass through several hands. */
export async function writeLetters(session: Session): Promise<WrittenFile> {
  const { store, world, shelves } = session;
  const letters = [...(await ownLetters(session))];
  for (const entry of await bundles(store)) letters.push(...(await unproven(store, entry, shelves.standing.epoch, tagOf(session))).map(([, letter]) => letter));
  const whole = distinct(letters);
  const fitting = thatFit(whole);
  if (fitting.length === 0) throw new Refusal('not_found', 'nothing waits');
  const bytes = encodeLetters(tagOf(session), fitting);
  // The day alone, as everywhere: the hour of a meeting is nobody's business.
  await store.commit([{ put: 'counters', key: 'by_hand', row: Math.floor(world.now() / DAY_MILLISECONDS) * DAY_MILLISECONDS }]);
  return { name: fileName(session), bytes, letters: fitting.length, left: whole.length - fitting.length };
}

function distinct(letters: readonly Parcel[]): readonly CarriedLetter[] {
  const found = new Map<string, CarriedLetter>();
  for (const { kind, body, mailbox } of letters) if (isKind(kind)) found.set(hex(itemId({ kind, body, mailbox })), { kind, body, mailbox });
  return [...found.values()];
}

function thatFit(letters: readonly CarriedLetter[]): readonly CarriedLetter[] {
  let left = BUNDLE_LIMIT - FRAME_BYTES;
  const beyond = letters.findIndex(({ body }) => (left -= body.length + FRAME_BYTES) < 0);
  return letters.slice(0, Math.min(BUNDLE_ITEMS_LIMIT, beyond === -1 ? letters.length : beyond));
}

/** The name says nothing. */
const fileName = ({ world }: Session): string => `${hex(world.random(4))}.bin`;

/** Refuses what `decodeBundle` does, and `too_large` if more is carried already than one phone should. */
export async function takeFile(session: Session, bytes: Uint8Array): Promise<TakenFile> {
  const bundle = decodeBundle(bytes, tagOf(session));
  return bundle.do === 'receipts' ? tookReceipts(session, bundle.lots) : takeLetters(session, hex(plainHash(bytes)), distinct(bundle.items), bundle.refused);
}

async function takeLetters(session: Session, id: string, letters: readonly CarriedLetter[], refusals: readonly string[]): Promise<TakenFile> {
  const { store } = session;
  const refused = counted(refusals);
  const isKnown = (await store.get('bundles', id)) !== undefined;
  if (!isKnown && letters.length > 0) {
    if ((await store.count('carried')) + letters.length > CARRIED_LIMIT) throw new Refusal('too_large', 'more than one phone should carry');
    await store.commit(keep(id, letters, tagOf(session)));
  }
  return { kind: 'letters', taken: isKnown ? 0 : letters.length, forOthers: 0, refused, isKnown };
}

/** Refuses `not_found` while the relay has proven nothing of it. What is proven need not be carried any more. */
export async function writeReceipts(session: Session, id: string): Promise<WrittenFile> {
  const { store } = session;
  const tag = tagOf(session);
  const bundle = await store.get('bundles', id);
  const lots = bundle === undefined ? [] : lotsOf(bundle, tag);
  if (bundle === undefined || lots.length === 0) throw new Refusal('not_found', 'no receipts yet');
  const proven = provenIds(bundle, lots);
  const bytes: Bytes = encodeReceipts(tag, lots);
  const done = (await lettersOf(store, id)).filter(([, letter]) => proven.has(hex(itemId(letter))));
  await store.commit([{ put: 'bundles', key: id, row: { ...bundle, isWritten: true } }, ...drops(done)]);
  return { name: fileName(session), bytes, letters: proven.size, left: bundle.itemIds.length - proven.size };
}

export async function forgetFile({ store }: Session, id: string): Promise<void> {
  await store.commit([{ drop: 'bundles', key: id }, ...drops(await lettersOf(store, id))]);
}
