/**
 * Which current values were written without knowing of each other (PROTOCOL section 8, rule 4). For information only.
 * Sets of changes are rows of bits, because a record with thousands of current values has millions of pairs.
 */
import { type DeviceId, hex, present } from './bytes';
import type { Saw } from './lineage';

/** A change that holds a current value, by its place in the list of changes, and the keys of the paths at which it does. */
export interface Holder {
  readonly place: number;
  readonly author: DeviceId;
  readonly paths: ReadonlySet<string>;
}
/** A bit for each holder. */
type Row = Uint32Array;

/** Tells of a path whether a holder there is parallel to another author's holder of a current value at another path. */
export function parallelTest(holders: readonly Holder[], saw: Saw, order: readonly number[]): (path: string) => boolean {
  const parallel = parallelRows(holders, saw, order);
  const holding = new Map<string, number[]>();
  for (const [bit, { paths }] of holders.entries()) {
    for (const path of paths) {
      const here = holding.get(path);
      if (here === undefined) holding.set(path, [bit]);
      else here.push(bit);
    }
  }
  return (path) => {
    const here = holding.get(path) ?? [];
    const onlyHere = new Uint32Array(wordsFor(holders));
    for (const bit of here) if (present(holders[bit]).paths.size === 1) set(onlyHere, bit);
    return here.some((bit) => present(parallel[bit]).some((word, i) => (word & ~present(onlyHere[i])) !== 0));
  };
}

/** For each holder, the holders by others of which neither had seen the other. */
function parallelRows(holders: readonly Holder[], saw: Saw, order: readonly number[]): readonly Row[] {
  const words = wordsFor(holders);
  const others = new Map<string, Row>();
  for (const { author } of holders) {
    const key = hex(author);
    if (others.has(key)) continue;
    const row = new Uint32Array(words);
    for (const [bit, other] of holders.entries()) if (hex(other.author) !== key) set(row, bit);
    others.set(key, row);
  }
  const bits = new Map(holders.map(({ place }, bit) => [place, bit]));
  const [past, future] = [new Uint32Array(words * saw.length), new Uint32Array(words * saw.length)];
  // Oldest first, each had seen what those had seen that it saw; newest first, each was seen by those who saw who saw it.
  for (const place of order) for (const before of present(saw[place])) inherit(past, words, place, before, bits.get(before));
  for (const place of order.toReversed()) for (const before of present(saw[place])) inherit(future, words, before, place, bits.get(place));
  return holders.map(({ place, author }) => {
    const row = present(others.get(hex(author))).slice();
    for (let i = 0, at = place * words; i < words; i += 1, at += 1) row[i] = (row[i] ?? 0) & ~((past[at] ?? 0) | (future[at] ?? 0));
    return row;
  });
}

/** Puts the row of `other`, and its own bit, into the row of `place`; one row of `words` stands behind the other. */
function inherit(rows: Uint32Array, words: number, place: number, other: number, bit: number | undefined): void {
  const to = place * words;
  for (let at = to, from = other * words; at < to + words; at += 1, from += 1) rows[at] = (rows[at] ?? 0) | (rows[from] ?? 0);
  if (bit !== undefined) set(rows, bit, to);
}

function set(row: Row, bit: number, from = 0): void {
  const at = from + (bit >>> 5);
  row[at] = (row[at] ?? 0) | (1 << (bit & 31));
}

const wordsFor = (holders: readonly Holder[]): number => (holders.length + 31) >>> 5;
