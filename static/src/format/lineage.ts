/**
 * Who had seen what: the past of a change is the closure of its `saw` (PROTOCOL section 8, rule 4). Ids that are not known are ignored.
 */
import { type ChangeId, compare, hex, present } from './bytes';
import type { Known } from './change';

/** The ids of the changes that no other of them had in its own `saw`, sorted. */
export function frontier(known: readonly Known[]): readonly ChangeId[] {
  const seen = new Set(known.flatMap(({ change }) => change.saw.map(hex)));
  const ids = new Map(known.map(({ changeId }) => [hex(changeId), changeId]));
  return [...ids].filter(([id]) => !seen.has(id)).map(([, changeId]) => changeId).toSorted(compare);
}

/** Nobody stands before what they had seen. Where nobody saw the other, the claimed time orders, for display only, then the id. */
export function oldestFirst(known: readonly Known[]): readonly Known[] {
  const followers = new Map<string, Placed[]>();
  const placed = new Map(known.map((one): [string, Placed] => [hex(one.changeId), { known: one, unseen: 0, listed: false }]));
  for (const one of placed.values()) {
    for (const before of one.known.change.saw.map(hex)) {
      if (!placed.has(before)) continue;
      one.unseen += 1;
      followers.set(before, followers.get(before) ?? []);
      followers.get(before)?.push(one);
    }
  }
  const ready = [...placed.values()].filter(({ unseen }) => unseen === 0).toSorted(latestFirst);
  const order: Placed[] = [];
  for (let one = ready.pop(); one !== undefined; one = ready.pop()) {
    one.listed = true;
    order.push(one);
    for (const follower of followers.get(hex(one.known.changeId)) ?? []) if ((follower.unseen -= 1) === 0) insert(ready, follower);
  }
  // Ids are hashes, so changes cannot see each other in a ring. If they claim to, they are still listed, never dropped.
  const ring = [...placed.values()].filter(({ listed }) => !listed).toSorted((one, other) => compare(one.known.changeId, other.known.changeId));
  return [...order, ...ring].map((one) => one.known);
}

interface Placed {
  readonly known: Known;
  /** How many of those it saw are not listed yet. */
  unseen: number;
  listed: boolean;
}

function latestFirst({ known: one }: Placed, { known: other }: Placed): number {
  return other.change.time - one.change.time || compare(other.changeId, one.changeId);
}

/** Keeps `ready` in its order, latest first. */
function insert(ready: Placed[], one: Placed): void {
  let low = 0;
  let high = ready.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (latestFirst(present(ready[middle]), one) < 0) low = middle + 1;
    else high = middle;
  }
  ready.splice(low, 0, one);
}

/** The keys of the paths at which a change holds a current value, by the hex of its id. */
type Held = ReadonlyMap<string, ReadonlySet<string>>;

/** Tells of a change in `held` and a path whether another author's parallel change holds a current value at another path. */
export function parallelChanges(known: readonly Known[], held: Held): (changeId: ChangeId, path: string) => boolean {
  const index = new Map(known.map(({ changeId }, i) => [hex(changeId), i]));
  const saw = known.map(({ change }) => change.saw.flatMap((id) => index.get(hex(id)) ?? []));
  // Numbers instead of names from here on: a record with thousands of current values has millions of pairs.
  const holders = [...held].map(([id, paths]) => {
    const i = present(index.get(id));
    return { i, paths, author: hex(present(known[i]).author), past: pastOf(saw, i) };
  });
  const byIndex = new Map(holders.map((one) => [one.i, one]));
  return (changeId, path) => {
    const one = present(byIndex.get(present(index.get(hex(changeId)))));
    return holders.some(
      (other) => other.author !== one.author && one.past[other.i] === 0 && other.past[one.i] === 0 && (other.paths.size > 1 || !other.paths.has(path)),
    );
  };
}

/** 1 for each change in the past of the one at `start`. Walks it once; a ring cannot hold it up. */
function pastOf(saw: readonly (readonly number[])[], start: number): Uint8Array {
  const seen = new Uint8Array(saw.length);
  const open = [start];
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    for (const before of present(saw[i])) {
      if (seen[before] === 1) continue;
      seen[before] = 1;
      open.push(before);
    }
  }
  return seen;
}
