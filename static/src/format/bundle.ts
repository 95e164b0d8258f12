/**
 * Bundles: sealed letters that a colleague carries, and the relay's receipts that come back (PROTOCOL section 18). Layout only. Whoever carries a
 * bundle can check it as the relay would, and can read nothing of it.
 */
import { type Bytes, type TeamTag, brand, concat, equal, u8, utf8 } from './bytes';
import { type Canonical, type Decoded, decode, encode } from './canonical';
import { type ItemId, type Kind, checkItem } from './item';
import { Reader } from './reader';
import { Refusal, type RefusalName, isRefusal } from './refusals';
import { asArray, asMap, asNumber, bytesOf, isMap } from './shape';

export interface CarriedLetter {
  readonly kind: Kind;
  readonly body: Bytes;
  readonly mailbox: Bytes | null;
}
/** What one push answer proves, with `seen` = 0 and these items as wanted. */
export interface Lot {
  readonly epoch: Bytes;
  readonly items: readonly (readonly [itemId: ItemId, number: number, rosters: number])[];
  readonly checkpoint: string;
  readonly proof: readonly Bytes[];
}
export type Bundle =
  /** `refused`: for each item of the file that fails the relay's checks the refusal's name. */
  | { readonly do: 'deliver'; readonly items: readonly CarriedLetter[]; readonly refused: readonly RefusalName[] }
  | { readonly do: 'receipts'; readonly lots: readonly Lot[] };

export const BUNDLE_LIMIT = 32 << 20;
export const BUNDLE_ITEMS_LIMIT = 10_000;
const MAGIC = 'GWB1';
const SUITE = 1;

export function encodeLetters(tag: TeamTag, items: readonly CarriedLetter[]): Bytes {
  return enveloped(tag, { do: 'deliver', items: items.map(({ kind, body, mailbox }) => [kind, body, mailbox]) }, items.length);
}

export function encodeReceipts(tag: TeamTag, lots: readonly Lot[]): Bytes {
  const written = lots.map(({ epoch, items, checkpoint, proof }) => ({ epoch, items, checkpoint, proof }));
  return enveloped(tag, { do: 'receipts', lots: written }, countOf(lots));
}

/** Refuses `too_large`, `malformed`, `unknown_suite`, `wrong_team` and `not_canonical`. A bad letter refuses itself alone. */
export function decodeBundle(data: Uint8Array, tag: TeamTag): Bundle {
  if (data.length > BUNDLE_LIMIT) throw new Refusal('too_large', `${data.length} bytes`);
  const reader = new Reader(data);
  reader.magic(MAGIC);
  reader.suite();
  if (!equal(reader.take(16), tag)) throw new Refusal('wrong_team');
  const map = decode(reader.rest(), BUNDLE_LIMIT);
  if (isMap(map) && map['do'] === 'deliver') return letters(asArray(asMap(map, ['do', 'items'])['items']), tag);
  if (!isMap(map) || map['do'] !== 'receipts') throw new Refusal('malformed', 'neither letters nor receipts');
  const lots = asArray(asMap(map, ['do', 'lots'])['lots']).map(lotOf);
  checkCount(countOf(lots));
  return { do: 'receipts', lots };
}

function enveloped(tag: TeamTag, value: Canonical, count: number): Bytes {
  checkCount(count);
  const data = concat(utf8(MAGIC), u8(SUITE), tag, encode(value));
  if (data.length > BUNDLE_LIMIT) throw new Refusal('too_large', `${data.length} bytes`);
  return data;
}

const countOf = (lots: readonly Lot[]): number => lots.reduce((sum, { items }) => sum + items.length, 0);

function checkCount(count: number): void {
  if (count > BUNDLE_ITEMS_LIMIT) throw new Refusal('too_large', `${count} items`);
}

function letters(rows: readonly Decoded[], tag: TeamTag): Bundle {
  checkCount(rows.length);
  const items: CarriedLetter[] = [];
  const refused: RefusalName[] = [];
  for (const row of rows) {
    try {
      items.push(letterOf(row, tag));
    } catch (cause) {
      if (!isRefusal(cause)) throw cause;
      refused.push(cause.name);
    }
  }
  return { do: 'deliver', items, refused };
}

function letterOf(row: Decoded, tag: TeamTag): CarriedLetter {
  const [kind, body, mailbox] = ofThree(row);
  if (!(body instanceof Uint8Array)) throw new Refusal('malformed', 'no body');
  const address = mailbox === null ? null : bytesOf(mailbox, 16);
  const number = asNumber(kind);
  checkItem(number, body, tag);
  return { kind: number, body, mailbox: address };
}

function lotOf(value: Decoded): Lot {
  const { epoch, items, checkpoint, proof } = asMap(value, ['epoch', 'items', 'checkpoint', 'proof']);
  if (typeof checkpoint !== 'string' || checkpoint === '') throw new Refusal('malformed', 'checkpoint');
  const read = asArray(items).map((row) => {
    const [id, number, rosters] = ofThree(row);
    return [brand<ItemId>(bytesOf(id, 32)), asNumber(number), asNumber(rosters)] as const;
  });
  return { epoch: bytesOf(epoch, 16), items: read, checkpoint, proof: asArray(proof).map((part) => bytesOf(part, 32)) };
}

function ofThree(value: Decoded): readonly Decoded[] {
  const row = asArray(value);
  if (row.length !== 3) throw new Refusal('malformed', 'three values wanted');
  return row;
}
