/**
 * Who had seen what: the past of a change is the closure of its `saw` (PROTOCOL section 8, rule 4). Ids that are not known are ignored.
 */
import { type ChangeId, compare, hex } from './bytes';
import type { Known } from './change';

/** The ids of the changes that no other of them had in its own `saw`, sorted. */
export function frontier(known: readonly Known[]): readonly ChangeId[] {
  const seen = new Set(known.flatMap(({ change }) => change.saw.map(hex)));
  const ids = new Map(known.map(({ changeId }) => [hex(changeId), changeId]));
  return [...ids].filter(([id]) => !seen.has(id)).map(([, changeId]) => changeId).toSorted(compare);
}

/** Nobody stands before what they had seen. Where nobody saw the other, the claimed time orders, for display only, then the id. */
export function oldestFirst(known: readonly Known[]): readonly Known[] {
  const byId = new Map(known.map((one) => [hex(one.changeId), one]));
  const followers = new Map<string, Known[]>();
  const unseen = new Map<string, number>();
  for (const [id, one] of byId) {
    const seen = one.change.saw.map(hex).filter((before) => byId.has(before));
    unseen.set(id, seen.length);
    for (const before of seen) {
      const list = followers.get(before) ?? [];
      list.push(one);
      followers.set(before, list);
    }
  }
  const ready = [...byId].filter(([id]) => unseen.get(id) === 0).map(([, one]) => one).toSorted(latestFirst);
  const order: Known[] = [];
  for (let one = ready.pop(); one !== undefined; one = ready.pop()) {
    order.push(one);
    for (const follower of followers.get(hex(one.changeId)) ?? []) {
      const id = hex(follower.changeId);
      const left = (unseen.get(id) as number) - 1;
      unseen.set(id, left);
      if (left === 0) insert(ready, follower);
    }
  }
  // Ids are hashes, so changes cannot see each other in a ring. If they claim to, they are still listed, never dropped.
  const rest = [...byId].filter(([id]) => (unseen.get(id) as number) > 0).map(([, one]) => one);
  return [...order, ...rest.toSorted((one, other) => compare(one.changeId, other.changeId))];
}

function latestFirst(one: Known, other: Known): number {
  return other.change.time - one.change.time || compare(other.changeId, one.changeId);
}

/** Keeps `ready` in its order, latest first. */
function insert(ready: Known[], one: Known): void {
  let low = 0;
  let high = ready.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (latestFirst(ready[middle] as Known, one) < 0) low = middle + 1;
    else high = middle;
  }
  ready.splice(low, 0, one);
}

/**
 * Tells of a change and a path whether another author's parallel change holds a current value at another path.
 * `held` maps the hex ids of changes that hold current values to the keys of those paths.
 */
export function parallelChanges(known: readonly Known[], held: ReadonlyMap<string, ReadonlySet<string>>): (changeId: ChangeId, path: string) => boolean {
  const past = pasts(known, held);
  const holders = known.filter(({ changeId }) => held.has(hex(changeId))).map((one) => ({ id: hex(one.changeId), author: hex(one.author) }));
  const others = new Map<string, ReadonlySet<string>[]>();
  for (const one of holders) {
    const parallel = holders.filter((other) => other.author !== one.author && !past(one.id, other.id) && !past(other.id, one.id));
    others.set(one.id, parallel.map((other) => held.get(other.id) as ReadonlySet<string>));
  }
  return (changeId, path) => others.get(hex(changeId))?.some((paths) => paths.size > 1 || !paths.has(path)) ?? false;
}

/** A test whether the second change is in the past of the first, for firsts in `held`. Walks each past once; a circle cannot hold it up. */
function pasts(known: readonly Known[], held: ReadonlyMap<string, unknown>): (of: string, id: string) => boolean {
  const index = new Map(known.map(({ changeId }, i) => [hex(changeId), i]));
  const saw = known.map(({ change }) => change.saw.map((id) => index.get(hex(id))).filter((i) => i !== undefined));
  const pastOf = new Map<string, Uint8Array>();
  for (const id of held.keys()) {
    const seen = new Uint8Array(known.length);
    const open = [index.get(id) as number];
    for (let i = open.pop(); i !== undefined; i = open.pop()) {
      for (const before of saw[i] as number[]) {
        if (seen[before] === 1) continue;
        seen[before] = 1;
        open.push(before);
      }
    }
    pastOf.set(id, seen);
  }
  return (of, id) => pastOf.get(of)?.[index.get(id) as number] === 1;
}
