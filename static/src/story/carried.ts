/**
 * What this device carries for colleagues (PROTOCOL section 18), file by file: sealed letters that it cannot read, and the relay's receipts for them. They
 * are apart from its own letters, so that nothing of them is ever counted or shown as its own.
 */
import { type Bytes, type TeamTag, equal, hex } from '../format/bytes';
import { type Lot, decodeBundle, encodeReceipts } from '../format/bundle';
import { itemId } from '../format/item';
import { Refusal } from '../format/refusals';
import { type CarriedBundle, type Drop, type Entry, type Parcel, type Put, type Store, all, orderKey } from '../store/store';

const ROWS_AT_ONCE = 500;
/** So many letters are carried at once, whosever they are. */
export const CARRIED_LIMIT = 20_000;

export type CarriedEntry = Entry<'carried'>;

export function keep(bundle: string, letters: readonly Parcel[], tag: TeamTag): readonly Put[] {
  const row: CarriedBundle = { itemIds: letters.map((letter) => hex(itemId(letter))), receipts: encodeReceipts(tag, []), isWritten: false };
  const puts = letters.map((letter, index): Put => ({ put: 'carried', key: `${bundle}/${orderKey(index)}`, row: letter }));
  return [{ put: 'bundles', key: bundle, row }, ...puts];
}

/** Of one file, in its order. */
export async function lettersOf(store: Store, bundle: string): Promise<readonly CarriedEntry[]> {
  const found: CarriedEntry[] = [];
  for (let after = `${bundle}/`; ; ) {
    const page = await store.page('carried', after, ROWS_AT_ONCE);
    const mine = page.filter(([key]) => key.startsWith(`${bundle}/`));
    found.push(...mine);
    const last = mine.at(-1);
    if (last === undefined || mine.length < ROWS_AT_ONCE) return found;
    after = last[0];
  }
}

export function bundles(store: Store): Promise<readonly Entry<'bundles'>[]> {
  return all(store, 'bundles');
}

/** Ours, written by `withLot`. */
export function lotsOf({ receipts }: CarriedBundle, tag: TeamTag): readonly Lot[] {
  const bundle = decodeBundle(receipts, tag);
  if (bundle.do !== 'receipts') throw new Refusal('malformed', 'receipts');
  return bundle.lots;
}

/** Hex ids of the letters of this file that these lots prove to be on the relay. */
export function provenIds({ itemIds }: CarriedBundle, lots: readonly Lot[]): ReadonlySet<string> {
  const proven = new Set(lots.flatMap(({ items }) => items.map(([id]) => hex(id))));
  return new Set(itemIds.filter((id) => proven.has(id)));
}

/** With one more lot, if it holds something of this file. What an older epoch proved counts no more as soon as a newer one proves anything. */
export function withLot(bundle: CarriedBundle, lot: Lot, tag: TeamTag): CarriedBundle | null {
  if (provenIds(bundle, [lot]).size === 0) return null;
  const lots = lotsOf(bundle, tag).filter((known) => equal(known.epoch, lot.epoch) && !isSame(known, lot));
  return { ...bundle, receipts: encodeReceipts(tag, [...lots, lot]) };
}

/** Two pushes of what the relay had already give one checkpoint and prove different letters. */
function isSame(one: Lot, other: Lot): boolean {
  const ids = ({ items }: Lot): string => items.map(([id]) => hex(id)).join();
  return one.checkpoint === other.checkpoint && ids(one) === ids(other);
}

/** Letters of a file that nothing proves to be on the relay in this epoch. */
export async function unproven(store: Store, [id, bundle]: Entry<'bundles'>, epoch: Bytes | null, tag: TeamTag): Promise<readonly CarriedEntry[]> {
  const lots = lotsOf(bundle, tag).filter((lot) => epoch !== null && equal(lot.epoch, epoch));
  const proven = provenIds(bundle, lots);
  return (await lettersOf(store, id)).filter(([, letter]) => !proven.has(hex(itemId(letter))));
}

export const drops = (entries: readonly CarriedEntry[]): readonly Drop[] => entries.map(([key]) => ({ drop: 'carried', key }));
