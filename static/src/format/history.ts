/**
 * The rules of evidence (PROTOCOL section 8): any set of changes of one record, in any order and with any repetitions, folds to one result.
 * Keeps every value that nobody replaced. Never reads a clock, never merges a text, never chooses between two people.
 */
import { type Bytes, type ChangeId, type ValueId, compare, equal, hex, present } from './bytes';
import { encode } from './canonical';
import { type Known, type MemberPath, type Op, type Path, type RecordId, type Value, isMemberPath, memberKey, pathKey } from './change';
import { hash } from './hash';
import { Ledger, type Place, type Said } from './ledger';
import { causalOrder, distinct, heads, placesOf, sawOf } from './lineage';
import { type Holder, parallelTest } from './parallel';

export interface CurrentValue {
  readonly id: ValueId;
  readonly x: Value;
  /** In the order of change ids; several only if several made the same decision. */
  readonly said: readonly Said[];
}
export type { Known, Said };

/** A value where it was said, current or replaced. */
export interface PlacedValue extends CurrentValue {
  readonly path: Path;
}
export interface PathState {
  readonly path: Path;
  readonly state: 'settled' | 'conflict';
  /** At least one, in the order of their ids. Settled with several: the same, said by several. */
  readonly values: readonly CurrentValue[];
  /** For information: settled, and set without knowing of another's change to another path. */
  readonly parallel: boolean;
}
export interface MemberState {
  readonly collection: string;
  readonly member: Bytes;
  readonly state: 'there' | 'removed' | 'removed_but_edited';
}
export interface FoldedRecord {
  readonly record: RecordId;
  /** Those that have a current value, in the order of their canonical paths. */
  readonly paths: readonly PathState[];
  /** In the order of their canonical paths. */
  readonly members: readonly MemberState[];
  /** Oldest first: nobody stands before what they had seen. */
  readonly applied: readonly Known[];
  /** The values that somebody replaced, in the order of their canonical paths, then of their ids. Nothing that was said is ever gone. */
  readonly replaced: readonly PlacedValue[];
  /** Changes that name a value which is not known yet, in the order of their ids. They stop nobody else. */
  readonly waiting: readonly Known[];
  /** What the next change of this record puts into its `saw`, sorted. A waiting change is not in it: nobody was shown it. */
  readonly frontier: readonly ChangeId[];
}

/** The result of all changes of one record. Changes of other records are left out. */
export function fold(record: RecordId, known: readonly Known[]): FoldedRecord {
  const changes = distinct(known.filter(({ change }) => equal(change.record, record)));
  const numbers = placesOf(changes);
  const saw = sawOf(changes, numbers);
  const order = causalOrder(changes, saw);
  const ledger = new Ledger(changes, numbers, order);
  const applied = order.filter((place) => ledger.isApplied(place));
  const places = byCanonical(ledger.places, ({ path }) => path);
  const paths = pathStates(places, parallelTest(holders(places, changes), saw, order));
  return {
    record,
    paths,
    members: memberStates(paths),
    applied: applied.map((place) => present(changes[place])),
    replaced: places.flatMap(({ replaced }) => replaced),
    waiting: changes.filter((_, place) => !ledger.isApplied(place)),
    frontier: heads(applied, saw).map((place) => present(changes[place]).changeId),
  };
}

/** Whether accounts of one fact stand against each other and nobody has decided. */
export function hasConflict({ paths }: FoldedRecord): boolean {
  return paths.some(({ state }) => state === 'conflict');
}

/** A function that tells which values an operation of the record replaced, for showing its history. */
export function replacements({ replaced }: FoldedRecord): (op: Op) => readonly PlacedValue[] {
  const byName = new Map<string, PlacedValue[]>();
  for (const value of replaced) {
    for (const name of names(hex(value.id), value.path)) byName.set(name, [...(byName.get(name) ?? []), value]);
  }
  return ({ p, r }) => r.flatMap((id) => byName.get(at(hex(id), p)) ?? []);
}

/** What two devices compare to know that they see the same: 32 bytes, alike in every language. */
export function digest(folded: FoldedRecord): Bytes {
  const paths = folded.paths.map(({ path, values, state }) => [path, values.flatMap(digestRows), state]);
  return hash('digest', encode({ paths, waiting: folded.waiting.map(({ changeId }) => changeId) }));
}

/** One row for each author: who made one decision twice said it once. */
function digestRows({ id, x, said }: CurrentValue): readonly (readonly [Bytes, Value, Bytes])[] {
  const authors = new Map(said.map(({ author }) => [hex(author), author]));
  return [...authors.values()].toSorted(compare).map((author) => [id, x, author]);
}

/** A value at a path, or below a member: how operations name each other. */
const at = (id: string, path: Path): string => `${id} ${pathKey(path)}`;

function names(id: string, path: Path): readonly string[] {
  return path.length === 3 ? [at(id, path), at(id, [path[0], path[1]])] : [at(id, path)];
}

// ---- rule 2: current is what nobody replaced
function pathStates(places: readonly Place[], isParallel: (place: number) => boolean): readonly PathState[] {
  return places.flatMap(({ path, current }, place) => {
    if (current.length === 0) return [];
    const settled = current.every(({ x }) => isSame(x, present(current[0]).x));
    return [{ path, state: settled ? 'settled' : 'conflict', values: current, parallel: settled && isParallel(place) }];
  });
}

function isSame(one: Value, other: Value): boolean {
  if (one === other) return true;
  return Array.isArray(one) && Array.isArray(other) && one.length === other.length && one.every((text, i) => text === other[i]);
}

// ---- rule 4
/** The changes that hold a current value, with the paths at which they do, told by their places in the list. */
function holders(places: readonly Place[], changes: readonly Known[]): readonly Holder[] {
  const paths = new Map<Known['changeId'], number[]>();
  for (let place = 0; place < places.length; place += 1) {
    for (const { said } of present(places[place]).current) {
      for (const { changeId } of said) {
        const held = paths.get(changeId);
        if (held === undefined) paths.set(changeId, [place]);
        else held.push(place);
      }
    }
  }
  const all: Holder[] = [];
  changes.forEach(({ changeId, author }, place) => {
    const held = paths.get(changeId);
    if (held !== undefined) all.push({ place, author, paths: held });
  });
  return all;
}

// ---- rule 3
function memberStates(paths: readonly PathState[]): readonly MemberState[] {
  const members = new Map<string, { readonly path: MemberPath; own: PathState | null; edited: boolean }>();
  for (const state of paths) {
    if (state.path.length === 1) continue;
    const [collection, member] = state.path;
    const key = memberKey(collection, member);
    const seen = members.get(key) ?? { path: [collection, member], own: null, edited: false };
    members.set(key, seen);
    if (isMemberPath(state.path)) seen.own = state;
    else seen.edited = true;
  }
  const states = [...members.values()].map(({ path: [collection, member], own, edited }) => ({ collection, member, state: memberState(own, edited) }));
  return byCanonical(states, ({ collection, member }) => [collection, member]);
}

/** In the order of canonical paths. Each is encoded once. */
function byCanonical<Item>(items: readonly Item[], path: (item: Item) => Path): readonly Item[] {
  const placed = items.map((item) => ({ item, order: encode(path(item)) }));
  return placed.toSorted((one, other) => compare(one.order, other.order)).map(({ item }) => item);
}

/** If some say that it was removed and others that it was kept, it is there and flagged: nothing is hidden behind a winner. */
function memberState(own: PathState | null, edited: boolean): MemberState['state'] {
  const says = (x: boolean): boolean => own?.values.some((value) => value.x === x) ?? false;
  if (!edited && !says(true)) return 'removed';
  return says(false) ? 'removed_but_edited' : 'there';
}
