/**
 * Who had seen what: the past of a change is the closure of its `saw` (PROTOCOL section 8, rule 4). Ids that are not known are ignored.
 * Changes are told by their places in a list here, because a record may have thousands.
 */
import { type ChangeId, compare, equal, present } from './bytes';
import type { Known } from './change';
import { Numbers } from './numbers';

/** For each change, the places of those that it saw itself. */
export type Saw = readonly (readonly number[])[];

/** Each change once, in the order of their ids, so that nothing can depend on the order of arrival. */
export function distinct(known: readonly Known[]): readonly Known[] {
  const sorted = known.toSorted((one, other) => compare(one.changeId, other.changeId));
  return sorted.filter(({ changeId }, i) => i === 0 || !equal(changeId, present(sorted[i - 1]).changeId));
}

/** `numbers` has given the changes their places. */
export function sawOf(changes: readonly Known[], numbers: Numbers): Saw {
  return changes.map(({ change }) => {
    const places: number[] = [];
    for (const id of change.saw) {
      const place = numbers.of(id);
      if (place !== undefined && place < changes.length) places.push(place);
    }
    return places;
  });
}

export function placesOf(changes: readonly Known[]): Numbers {
  const numbers = new Numbers();
  for (const { changeId } of changes) numbers.give(changeId);
  return numbers;
}

/** The ids of the changes that no other of them had in its own `saw`, sorted. */
export function frontier(known: readonly Known[]): readonly ChangeId[] {
  const changes = distinct(known);
  return heads([...changes.keys()], sawOf(changes, placesOf(changes))).map((place) => present(changes[place]).changeId);
}

/** Those of the changes at these places that no other of them had in its own `saw`, in the order of their places. */
export function heads(places: readonly number[], saw: Saw): readonly number[] {
  const seen = new Uint8Array(saw.length);
  for (const place of places) for (const before of present(saw[place])) seen[before] = 1;
  return places.filter((place) => seen[place] === 0).toSorted((one, other) => one - other);
}

/** Nobody stands before what they had seen. Where nobody saw the other, the claimed time orders, for display only, then the id. */
export function oldestFirst(known: readonly Known[]): readonly Known[] {
  const changes = distinct(known);
  return causalOrder(changes, sawOf(changes, placesOf(changes))).map((place) => present(changes[place]));
}

/** The places of `distinct` changes as `oldestFirst` lists them. */
export function causalOrder(changes: readonly Known[], saw: Saw): readonly number[] {
  const places = changes.map((_, place) => place);
  const times = changes.map(({ change }) => change.time);
  const latestFirst = (one: number, other: number): number => present(times[other]) - present(times[one]) || other - one;
  const followers = changes.map((): number[] => []);
  for (const place of places) for (const before of present(saw[place])) followers[before]?.push(place);
  /** How many of those it saw are not listed yet. */
  const unseen = saw.map((seen) => seen.length);
  const ready = places.filter((place) => unseen[place] === 0).toSorted(latestFirst);
  const order: number[] = [];
  for (let place = ready.pop(); place !== undefined; place = ready.pop()) {
    order.push(place);
    for (const follower of present(followers[place])) {
      const left = present(unseen[follower]) - 1;
      unseen[follower] = left;
      if (left === 0) insert(ready, follower, latestFirst);
    }
  }
  // Ids are hashes, so changes cannot see each other in a ring. If they claim to, they are still listed, never dropped.
  return [...order, ...places.filter((place) => present(unseen[place]) > 0)];
}

/** Keeps `ready` in its order. */
function insert(ready: number[], place: number, order: (one: number, other: number) => number): void {
  let low = 0;
  let high = ready.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (order(present(ready[middle]), place) < 0) low = middle + 1;
    else high = middle;
  }
  ready.splice(low, 0, place);
}
