/**
 * The relay's log as a device judges it: a Merkle tree as in RFC 6962, section 2.1, and one proof for all that is asked of it (PROTOCOL section 17).
 * Pure, and only what a reader needs: the relay keeps the tree, and no device ever adds a leaf.
 */
import { type Bytes, equal, u32 } from './bytes';
import type { TreeHead } from './checkpoint';
import { hash, plainHash } from './hash';
import type { ItemId } from './item';
import { Refusal } from './refusals';

export const EMPTY_ROOT = plainHash();

/** `rosters`: how many of the items up to this one are roster entries. Refuses as `log_wrong` more than 32 bits of them. */
export function leaf(itemId: ItemId, rosters: number): Bytes {
  if (rosters > 0xffff_ffff) throw new Refusal('log_wrong', 'rosters');
  return plainHash(Uint8Array.of(0), itemId, u32(rosters));
}

export function node(left: Bytes, right: Bytes): Bytes {
  return plainHash(Uint8Array.of(1), left, right);
}

/** What a change says of the log that its author saw: `log_root`. */
export function seenRoot(epoch: Bytes, root: Bytes): Bytes {
  return hash('seen', epoch, root);
}

/**
 * Whether a new state holds these leaves (by number) and goes on from the one known before. Refuses as `log_fork` a log that proves itself and is another
 * than the known one, and as `log_wrong` everything else.
 */
export function checkState({ size, root }: TreeHead, known: TreeHead, leaves: ReadonlyMap<number, Bytes>, proof: readonly Bytes[]): void {
  const found = roots(size, known.size, leaves, proof);
  if (!equal(found.whole, root)) throw new Refusal('log_wrong', 'not what was signed');
  if (!equal(found.seen, known.root)) throw new Refusal('log_fork');
}

export interface Roots {
  readonly whole: Bytes;
  readonly seen: Bytes;
}

/**
 * The roots of the log of `size` items and of its first `seen`, as they follow from a proof and the leaves of the wanted items by number.
 * Refuses as `log_wrong` a proof that is not exactly as long as it must be, and numbers beyond `size`.
 */
export function roots(size: number, seen: number, leaves: ReadonlyMap<number, Bytes>, proof: readonly Bytes[]): Roots {
  const wanted = [...leaves.keys()].toSorted((one, other) => one - other);
  if (seen > size || (wanted[0] ?? 1) < 1 || (wanted.at(-1) ?? 0) > size) throw new Refusal('log_wrong', 'beyond the log');
  let next = 0;
  let used = 0;
  /** Of the items low+1..high, and of those among them up to `seen`: null if there are none. The items are walked in their order. */
  const walk = (low: number, high: number): readonly [Bytes, Bytes | null] => {
    let whole: Bytes | undefined;
    if ((wanted[next] ?? Infinity) > high && !(low < seen && seen < high)) whole = proof[used++];
    else if (high - low === 1) {
      next += 1;
      whole = leaves.get(high);
    } else {
      const middle = split(low, high);
      const [left, seenLeft] = walk(low, middle);
      const [right, seenRight] = walk(middle, high);
      return [node(left, right), seenLeft && seenRight ? node(seenLeft, seenRight) : seenLeft];
    }
    if (whole?.length !== 32) throw new Refusal('log_wrong', 'a hash that is none');
    return [whole, high <= seen ? whole : null];
  };
  const [whole, before] = size === 0 ? [EMPTY_ROOT, null] : walk(0, size);
  if (used !== proof.length) throw new Refusal('log_wrong', 'a proof that is too long');
  return { whole, seen: before ?? EMPTY_ROOT };
}

/** Where RFC 6962 divides these items: after the largest power of two below their number. Sizes have 53 bits, too many to shift. */
function split(low: number, high: number): number {
  let half = 1;
  while (half * 2 < high - low) half *= 2;
  return low + half;
}
