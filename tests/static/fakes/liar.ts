/** Lies that a relay can tell in its answers. Each is made from the honest answer, and signed by the relay's own key where a signature is needed. */
import type { Bytes } from '../../../static/src/format/bytes';
import type { CanonicalMap, Decoded } from '../../../static/src/format/canonical';
import { itemId } from '../../../static/src/format/item';
import { type FakeRelay, type Lie, logOf } from './relay';

type Row = readonly Decoded[];
const rowsOf = (honest: CanonicalMap, name: 'items' | 'results'): readonly Row[] => honest[name] as unknown as readonly Row[];
const onPull = (change: (honest: CanonicalMap, items: readonly Row[]) => Partial<CanonicalMap>): Lie => (call, honest) =>
  call === 'pull' ? ({ ...honest, ...change(honest, rowsOf(honest, 'items')) } as CanonicalMap) : honest;
const onPush = (change: (honest: CanonicalMap, results: readonly Row[]) => Partial<CanonicalMap>): Lie => (call, honest) =>
  call === 'push' ? ({ ...honest, ...change(honest, rowsOf(honest, 'results')) } as CanonicalMap) : honest;
const swapped = (rows: readonly Row[], at: number): readonly Row[] => {
  const [one, other] = [rows.at(-1) as Row, rows.at(-2) as Row];
  const exchange = (row: Row, from: Row): Row => row.map((value, place) => (place === at ? (from[at] as Decoded) : value));
  return [...rows.slice(0, -2), exchange(other, one), exchange(one, other)];
};
const flipped = (text: string): string => text.replace(/(.{40})=\n$/, (end) => (end.startsWith('A') ? 'B' : 'A') + end.slice(1));

/** Of a page: what a coordinator is told. */
export const PAGE_LIES: Readonly<Record<string, Lie>> = {
  'leaves an item out': onPull((_, items) => ({ items: items.slice(0, -1) })),
  'leaves an item out in the middle': onPull((_, items) => ({ items: [...items.slice(0, -2), ...items.slice(-1)] })),
  'gives an item twice': onPull((_, items) => ({ items: [...items, ...items.slice(-1)] })),
  'gives two items under each other\'s numbers': onPull((_, items) => ({ items: swapped(items, 2) })),
  'gives items in another order': onPull((_, items) => ({ items: [...items.slice(0, -2), ...items.slice(-2).toReversed()] })),
  'gives a page that stops short of where it says': onPull((_, items) => ({ items: [] as readonly Decoded[], ...(items.length === 0 ? { next: 0 } : {}) })),
  'gives nothing and says that there is more': onPull((honest, items) => ({ items: [], next: (honest['next'] as number) - items.length })),
  'says that there is less than it signed': onPull((honest) => ({ head: (honest['head'] as number) - 1 })),
  'says that there is more than it signed': onPull((honest) => ({ head: (honest['head'] as number) + 1 })),
  'names another newest item': onPull((honest) => ({ last: [new Uint8Array(32), (honest['last'] as readonly number[])[1] as number] })),
  'names none': onPull(() => ({ last: null })),
  'counts more roster entries than there are': onPull((_, items) => ({ items: items.map((row) => [...row.slice(0, 4), (row[4] as number) + 1]) })),
  'gives no proof': onPull(() => ({ proof: [] })),
  'gives a proof that is longer': onPull((honest) => ({ proof: [...(honest['proof'] as readonly Bytes[]), new Uint8Array(32)] })),
  'signs nothing': onPull(() => ({ checkpoint: '' })),
  'signs wrongly': onPull((honest) => ({ checkpoint: flipped(honest['checkpoint'] as string) })),
};

/** Of a push: what a phone that has just sent something is told. */
export const PUSH_LIES: Readonly<Record<string, Lie>> = {
  'gives two items each other\'s numbers': onPush((_, results) => ({ results: swapped(results, 1) })),
  'gives no proof': onPush(() => ({ proof: [] })),
  'signs wrongly': onPush((honest) => ({ checkpoint: flipped(honest['checkpoint'] as string) })),
  'miscounts roster entries': onPush((_, results) => ({ results: results.map(([status, number, rosters]) => [status as Decoded, number as Decoded, (rosters as number) + 1]) })),
};

/** Says "kept" under a good signature, with a proof of what it had before, and keeps nothing. */
export function keepsNothing(relay: FakeRelay, tag: string): Lie {
  const before = relay.items(tag).length;
  return async (call, honest, signed) => {
    if (call !== 'push') return honest;
    relay.forget(tag, before);
    const { leaves } = logOf({ items: relay.items(tag) });
    return { ...honest, checkpoint: await signed(tag, honest['epoch'] as Bytes, leaves, before), proof: [] };
  };
}

/** Gives a member's phone everything but the newest roster entry, and a page that ends before it was made if need be. */
export const withholdsRoster: Lie = onPull((_, items) => ({ items: items.filter(([, kind]) => kind !== 4) }));

/** As `withholdsRoster`, and counts the newest item as if there had been one entry less. */
export const withholdsRosterAndCounts: Lie = onPull((honest, items) => {
  const [id, rosters] = honest['last'] as readonly [Bytes, number];
  return { items: items.filter(([, kind]) => kind !== 4), last: [id, rosters - 1] };
});

/** Gives another team's item where one of this team belongs. */
export const foreignItem = (body: Bytes): Lie => onPull((_, items) => ({ items: items.map((row, at) => (at === items.length - 1 ? [row[0] as Decoded, 1, body, null, row[4] as Decoded] : row)) }));

/** A shorter log than before, under a good signature, to whoever asks how it goes on. */
export function staleLog(relay: FakeRelay, tag: string, size: number): Lie {
  return async (call, honest, signed) => {
    if (call !== 'pull') return honest;
    const items = relay.items(tag).slice(0, size);
    const { leaves, rosters } = logOf({ items });
    const newest = items.at(-1);
    if (newest === undefined) throw new Error('an empty log');
    const last = [itemId(newest), rosters.at(-1) as number];
    return { epoch: honest['epoch'] as Bytes, head: size, next: size, items: [], last, checkpoint: await signed(tag, honest['epoch'] as Bytes, leaves, size), proof: [] };
  };
}

