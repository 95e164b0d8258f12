/**
 * Victims, acts, claims and other members of a testimony: what an editor was shown of one, and what taking it out or keeping it says.
 * Nothing is destroyed by either: both are accounts of their own, and what nobody had seen stays.
 */
import type { Edit, Hex, HistoryEntry, MemberView, Path, PathView, Testimony, Value } from '../../journey';

export function keyOf(path: Path): string {
  return JSON.stringify(path);
}

export function viewAt(testimony: Testimony, path: Path): PathView | null {
  const key = keyOf(path);
  return testimony.paths.find((view) => keyOf(view.path) === key) ?? null;
}

export function idsOf(view: PathView | null): readonly Hex[] {
  return [...new Set(view?.values.map((value) => value.valueId))].sort();
}

function isOf(path: Path, collection: string, member: Hex): boolean {
  return path.length > 1 && path[0] === collection && path[1] === member;
}

/** Everything that is shown of one member: the ids of its answers and of earlier removals. */
export function seenIds(testimony: Testimony, collection: string, member: Hex): readonly Hex[] {
  const ids = testimony.paths
    .filter((view) => isOf(view.path, collection, member))
    .flatMap((view) => view.values.map((value) => value.valueId));
  return [...new Set(ids)].sort();
}

/** Every text that members hold under a field's name: what an answer of another member can point at. */
export function valuesAt(testimony: Testimony, field: string): readonly string[] {
  const values = testimony.paths.filter((view) => view.path[2] === field).flatMap((view) => view.values.map((value) => value.x));
  return [...new Set(values.filter((x) => typeof x === 'string'))];
}

/** A member with those that hang on it, as the screen shows them. */
export interface Nested extends MemberView {
  readonly nested: readonly Nested[];
}

/** Takes out the member and what hangs on it (the victims of an act go with the act). It replaces all that was shown, and nothing else. */
export function removal(shown: Testimony, { collection, member, nested }: Nested): readonly Edit[] {
  const own: Edit = { path: [collection, member], x: false, sawValueIds: seenIds(shown, collection, member) };
  return [own, ...nested.filter((child) => child.state !== 'removed').flatMap((child) => removal(shown, child))];
}

/**
 * Keeps the member after all. It replaces removals alone: an id named here is replaced at every path of the member, so the id of a change
 * that also gave answers is left out, and those answers stay.
 */
export function keeping(shown: Testimony, collection: string, member: Hex): readonly Edit[] {
  const own = viewAt(shown, [collection, member])?.values ?? [];
  const answering = new Set(
    shown.paths.filter((view) => view.path.length === 3 && isOf(view.path, collection, member)).flatMap((view) => view.values.map((value) => value.valueId)),
  );
  const removals = own.filter((value) => value.x === false && !answering.has(value.valueId)).map((value) => value.valueId);
  return [{ path: [collection, member], x: true, sawValueIds: [...new Set(removals)].sort() }];
}

export interface LastSaid {
  readonly field: string;
  readonly x: Value;
}

/** What a removed member said last, by field, in the order of the history. */
export function lastSaid(history: readonly HistoryEntry[], collection: string, member: Hex): readonly LastSaid[] {
  const said = new Map<string, Value>();
  for (const op of history.flatMap((entry) => entry.ops)) {
    const field = op.path[2];
    if (field !== undefined && isOf(op.path, collection, member)) said.set(field, op.x);
  }
  return [...said].map(([field, x]) => ({ field, x }));
}

/** Brings a removed member back: kept after all, and each last answer given again, now by the person who brings it back. */
export function bringingBack(shown: Testimony, collection: string, member: Hex): readonly Edit[] {
  const answers = lastSaid(shown.history, collection, member)
    .filter(({ x }) => x !== null)
    .filter(({ field }) => viewAt(shown, [collection, member, field]) === null)
    .map(({ field, x }): Edit => ({ path: [collection, member, field], x, sawValueIds: [] }));
  return [...keeping(shown, collection, member), ...answers];
}
