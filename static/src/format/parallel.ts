/**
 * Which current values were written without knowing of each other (PROTOCOL section 8, rule 4). For information only.
 * Sets of changes are rows of bits, because a record with thousands of current values has millions of pairs.
 */
import { type DeviceId, hex, present } from './bytes';
import type { Saw } from './lineage';

/** A change that holds a current value, by its place in the list of changes, and the numbers of the paths at which it does, each once. */
export interface Holder {
  readonly place: number;
  readonly author: DeviceId;
  readonly paths: readonly number[];
}
/** A bit for each holder. */
type Row = Uint32Array;

/** Tells of a path whether a holder there is parallel to another author's holder of a current value at another path. */
export function parallelTest(holders: readonly Holder[], saw: Saw, order: readonly number[]): (path: number) => boolean {
  const words = (holders.length + 31) >>> 5;
  const known = knownOf(holders, words, saw, order);
  const everyone = new Uint32Array(words);
  const holding = new Map<number, number[]>();
  holders.forEach(({ paths }, bit) => {
    set(everyone, bit);
    for (const path of paths) {
      const here = holding.get(path);
      if (here === undefined) holding.set(path, [bit]);
      else here.push(bit);
    }
  });
  return (path) => {
    const here = holding.get(path) ?? [];
    const elsewhere = everyone.slice();
    for (const bit of here) if (present(holders[bit]).paths.length === 1) clear(elsewhere, bit);
    return here.some((bit) => !covers(known, bit * words, elsewhere));
  };
}

/** Rows one behind the other: for each holder, those by the same author, those that it had seen, and those that had seen it. */
function knownOf(holders: readonly Holder[], words: number, saw: Saw, order: readonly number[]): Row {
  const bits = new Int32Array(saw.length).fill(NONE);
  const own = new Map<string, Row>();
  const ownOf = holders.map(({ place, author }, bit): Row => {
    bits[place] = bit;
    const key = hex(author);
    const row = own.get(key) ?? new Uint32Array(words);
    own.set(key, row);
    set(row, bit);
    return row;
  });
  const [past, future] = [new Uint32Array(words * saw.length), new Uint32Array(words * saw.length)];
  // Oldest first, each had seen what those had seen that it saw; newest first, each was seen by those who saw who saw it.
  for (const place of order) for (const before of present(saw[place])) inherit(past, words, place, before, bits);
  for (const place of order.toReversed()) for (const before of present(saw[place])) inherit(future, words, before, place, bits);
  const known = new Uint32Array(words * holders.length);
  holders.forEach(({ place }, bit) => {
    add(known, bit * words, present(ownOf[bit]), 0, words);
    add(known, bit * words, past, place * words, words);
    add(known, bit * words, future, place * words, words);
  });
  return known;
}

const NONE = -1;

/** Puts the row of `other`, and its own bit, into the row of `place`. */
function inherit(rows: Row, words: number, place: number, other: number, bits: Int32Array): void {
  add(rows, place * words, rows, other * words, words);
  const bit = bits[other] ?? NONE;
  if (bit !== NONE) set(rows, bit, place * words);
}

function add(rows: Row, to: number, others: Row, from: number, words: number): void {
  for (let i = 0; i < words; i += 1) rows[to + i] = (rows[to + i] ?? 0) | (others[from + i] ?? 0);
}

/** Whether all of `row` is in the row that begins at `from`. */
function covers(rows: Row, from: number, row: Row): boolean {
  return row.every((word, i) => (word & ~(rows[from + i] ?? 0)) === 0);
}

function set(row: Row, bit: number, from = 0): void {
  const at = from + (bit >>> 5);
  row[at] = (row[at] ?? 0) | (1 << (bit & 31));
}

function clear(row: Row, bit: number): void {
  row[bit >>> 5] = (row[bit >>> 5] ?? 0) & ~(1 << (bit & 31));
}
