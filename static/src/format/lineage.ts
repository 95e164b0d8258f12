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

/** The paths at which a change holds a current value. */
type Held = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Tells of a change and a path whether another author's parallel change holds a current value at another path.
 * `held` maps the hex ids of the changes that hold current values to the keys of those paths.
 */
export function parallelChanges(known: readonly Known[], held: Held): (changeId: ChangeId, path: string) => boolean {
  const past = pasts(known, held);
  const holders = known.flatMap(({ changeId, author }) => {
    const id = hex(changeId);
    const paths = held.get(id);
    return paths === undefined ? [] : [{ id, author: hex(author), paths }];
  });
  const others = new Map<string, readonly ReadonlySet<string>[]>();
  for (const one of holders) {
    const parallel = holders.filter((other) => other.author !== one.author && !past(one.id, other.id) && !past(other.id, one.id));
    others.set(one.id, parallel.map(({ paths }) => paths));
  }
  return (changeId, path) => others.get(hex(changeId))?.some((paths) => paths.size > 1 || !paths.has(path)) ?? false;
}

/** A test whether the second change is in the past of the first, for changes in `held`. Walks each past once; a ring cannot hold it up. */
function pasts(known: readonly Known[], held: Held): (of: string, id: string) => boolean {
  const index = new Map(known.map(({ changeId }, i) => [hex(changeId), i]));
  const saw = known.map(({ change }) => change.saw.flatMap((id) => index.get(hex(id)) ?? []));
  const pastOf = new Map([...held.keys()].map((id) => [id, pastOfOne(saw, present(index.get(id)))]));
  return (of, id) => pastOf.get(of)?.[present(index.get(id))] === 1;
}

function pastOfOne(saw: readonly (readonly number[])[], start: number): Uint8Array {
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
