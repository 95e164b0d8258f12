/**
 * The rules of evidence (PROTOCOL section 8): any set of changes of one record, in any order and with any repetitions, folds to one result.
 * Keeps every value that nobody replaced. Never reads a clock, never merges a text, never chooses between two people.
 */
import { type Bytes, type ChangeId, type DeviceId, type ValueId, compare, equal, hex, present } from './bytes';
import { encode } from './canonical';
import { type Known, type MemberPath, type Op, type Path, type RecordId, type Value, isMemberPath, memberKey, pathKey, valueId } from './change';
import { hash } from './hash';
import { frontier, oldestFirst, parallelChanges } from './lineage';

/** One who said a value. */
export interface Said {
  readonly changeId: ChangeId;
  readonly author: DeviceId;
  /** A claim, in ms. */
  readonly time: number;
  /** The reason, if the value is a decision. */
  readonly why: string | null;
}
export interface CurrentValue {
  readonly id: ValueId;
  readonly x: Value;
  /** In the order of change ids; several only if several made the same decision. */
  readonly said: readonly Said[];
}
export type { Known };

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
  const changes = distinct(record, known);
  const { applied, waiting } = apply(changes);
  const values = placedValues(applied);
  const replacing = new Set(applied.flatMap(({ known: one }) => one.change.ops.flatMap(replacedNames)));
  const isReplaced = ({ id, path }: PlacedValue): boolean => names(hex(id), path).some((name) => replacing.has(name));
  const current = grouped(values.filter((value) => !isReplaced(value)), ({ path }) => [pathKey(path)]);
  const parallel = parallelChanges(changes, holders(current));
  const paths = byCanonical([...current].map(([key, said]) => pathState(key, said, parallel)), ({ path }) => path);
  const order = oldestFirst(applied.map(({ known: one }) => one));
  return { record, paths, members: memberStates(paths), applied: order, replaced: byCanonical(values.filter(isReplaced), ({ path }) => path), waiting, frontier: frontier(order) };
}

/** Whether accounts of one fact stand against each other and nobody has decided. */
export function hasConflict({ paths }: FoldedRecord): boolean {
  return paths.some(({ state }) => state === 'conflict');
}

/** A function that tells which values an operation of the record replaced, for showing its history. */
export function replacements({ replaced }: FoldedRecord): (op: Op) => readonly PlacedValue[] {
  const byName = grouped(replaced, ({ id, path }) => names(hex(id), path));
  return (op) => replacedNames(op).flatMap((name) => byName.get(name) ?? []);
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

/** Sorted by id, so that nothing below can depend on the order of arrival. */
function distinct(record: RecordId, known: readonly Known[]): readonly Known[] {
  const byId = new Map<string, Known>();
  for (const one of known) {
    if (equal(one.change.record, record)) byId.set(hex(one.changeId), one);
  }
  return [...byId.values()].toSorted((one, other) => compare(one.changeId, other.changeId));
}

/** The items under each of their keys. */
function grouped<Item>(items: readonly Item[], keys: (item: Item) => Iterable<string>): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    for (const key of keys(item)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
  }
  return groups;
}

// ---- rule 1: a change waits for what it replaces
/** A value at a path, and (with `/`) a value at or below a member: how operations name each other. */
const at = (id: string, path: Path): string => `${id} ${pathKey(path)}`;
const below = (id: string, [collection, member]: readonly [string, Bytes, ...unknown[]]): string => `${id}/${memberKey(collection, member)}`;

function names(id: string, path: Path): readonly string[] {
  return path.length === 1 ? [at(id, path)] : [at(id, path), below(id, path)];
}

function replacedNames(op: Op): readonly string[] {
  return op.r.map((id) => (isMemberPath(op.p) ? below(hex(id), op.p) : at(hex(id), op.p)));
}

interface Applied {
  readonly known: Known;
  readonly ids: readonly ValueId[];
}
interface Pending extends Applied {
  readonly needs: ReadonlySet<string>;
  missing: number;
}

/** Applies what can be, counting down what each change still waits for: each name is looked at once. */
function apply(changes: readonly Known[]): { applied: readonly Applied[]; waiting: readonly Known[] } {
  const pending = changes.map((known): Pending => {
    const { change, changeId } = known;
    const needs = new Set(change.ops.flatMap(replacedNames));
    return { known, ids: change.ops.map((op) => valueId(changeId, change.record, op)), needs, missing: needs.size };
  });
  const waitingFor = grouped(pending, ({ needs }) => needs);
  const applied = pending.filter((one) => one.missing === 0);
  // `applied` grows while it is walked: a change that is applied may free others.
  for (const one of applied) {
    for (const [i, id] of one.ids.entries()) {
      for (const name of names(hex(id), present(one.known.change.ops[i]).p)) {
        for (const other of waitingFor.get(name) ?? []) if ((other.missing -= 1) === 0) applied.push(other);
        waitingFor.delete(name);
      }
    }
  }
  return { applied, waiting: pending.filter((one) => one.missing > 0).map((one) => one.known) };
}

// ---- rule 2: current is what nobody replaced
/** Every value with all who said it, in the order of their ids. */
function placedValues(applied: readonly Applied[]): readonly PlacedValue[] {
  const values = new Map<string, { readonly id: ValueId; readonly path: Path; readonly x: Value; readonly said: Said[] }>();
  for (const { known, ids } of applied.toSorted((one, other) => compare(one.known.changeId, other.known.changeId))) {
    const { changeId, author, change } = known;
    for (const [i, op] of change.ops.entries()) {
      const id = present(ids[i]);
      const name = at(hex(id), op.p);
      const value = values.get(name) ?? { id, path: op.p, x: op.x, said: [] };
      value.said.push({ changeId, author, time: change.time, why: op.why ?? null });
      values.set(name, value);
    }
  }
  return [...values.values()].toSorted((one, other) => compare(one.id, other.id));
}

function pathState(key: string, placed: readonly PlacedValue[], parallel: ParallelTest): PathState {
  const { path } = present(placed[0]);
  const values = placed.map(({ id, x, said }) => ({ id, x, said }));
  const settled = new Set(values.map(({ x }) => JSON.stringify(x))).size === 1;
  const marked = settled && values.some(({ said }) => said.some(({ changeId }) => parallel(changeId, key)));
  return { path, state: settled ? 'settled' : 'conflict', values, parallel: marked };
}

// ---- rule 4
type ParallelTest = (changeId: ChangeId, path: string) => boolean;

/** The changes that hold a current value, with the paths at which they do. */
function holders(current: ReadonlyMap<string, readonly PlacedValue[]>): ReadonlyMap<string, ReadonlySet<string>> {
  const paths = new Map<string, Set<string>>();
  for (const [key, values] of current) {
    for (const { changeId } of values.flatMap(({ said }) => said)) {
      const held = paths.get(hex(changeId)) ?? new Set();
      paths.set(hex(changeId), held.add(key));
    }
  }
  return paths;
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
