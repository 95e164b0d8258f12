/** The relay's side of the log: a whole tree in memory, and the proofs that it can give (PROTOCOL section 17). */
import type { Bytes } from '../../../static/src/format/bytes';
import { EMPTY_ROOT, node } from '../../../static/src/format/log';

export type Span = readonly [low: number, high: number];

const split = (low: number, high: number): number => low + 2 ** (31 - Math.clz32(high - low - 1));

/** The subtrees whose roots are the proof, in its order. */
export function cover(size: number, seen: number, wanted: readonly number[]): readonly Span[] {
  const below = (low: number, high: number): readonly Span[] => {
    const isWalked = (low < seen && seen < high) || wanted.some((number) => low < number && number <= high);
    if (!isWalked) return [[low, high]];
    if (high - low === 1) return [];
    const middle = split(low, high);
    return [...below(low, middle), ...below(middle, high)];
  };
  return size === 0 ? [] : below(0, size);
}

/** The root of the leaves low+1..high. */
export function rootOf(leaves: readonly Bytes[], low = 0, high = leaves.length): Bytes {
  if (high === low) return EMPTY_ROOT;
  if (high - low === 1) return leaves[low] as Bytes;
  const middle = split(low, high);
  return node(rootOf(leaves, low, middle), rootOf(leaves, middle, high));
}

export function proofOf(leaves: readonly Bytes[], size: number, seen: number, wanted: readonly number[]): readonly Bytes[] {
  return cover(size, seen, wanted).map(([low, high]) => rootOf(leaves, low, high));
}
