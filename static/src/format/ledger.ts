/**
 * The bookkeeping under the rules of evidence (PROTOCOL section 8): which changes apply, and every value at its path with all who said it and whether it
 * was replaced. Each id is looked at once, so a long history costs no more than its length. Judges nothing.
 */
import { type ChangeId, type DeviceId, type ValueId, compare, hex, present } from './bytes';
import { type Known, type Op, type Path, type Value, decisionId } from './change';
import type { Numbers } from './numbers';

/** One who said a value. */
export interface Said {
  readonly changeId: ChangeId;
  readonly author: DeviceId;
  /** A claim, in ms. */
  readonly time: number;
  /** The reason, if the value is a decision. */
  readonly why: string | null;
}
/** A value where it was said. */
export interface Entry {
  readonly id: ValueId;
  readonly path: Path;
  readonly x: Value;
  /** In the order of change ids; several only if several made the same decision. */
  readonly said: readonly Said[];
  readonly replaced: boolean;
}
/** A path with all that was ever said at it, each in the order of value ids. */
export interface Place {
  readonly path: Path;
  readonly current: readonly Entry[];
  readonly replaced: readonly Entry[];
}

interface OpenEntry extends Entry {
  readonly said: Said[];
  replaced: boolean;
}
/** A path while the ledger is written. Values are told by the numbers of their ids. */
interface Spot {
  readonly path: Path;
  readonly values: Map<number, OpenEntry>;
  /** What lies below it, if it is a member. */
  readonly below: Map<number, OpenEntry[]>;
  /** Changes that wait for a value here, or below. */
  readonly wanted: Map<number, Placing[]>;
  /** The member that the path lies below. */
  readonly member: Spot | null;
  /** If it is a member, the fields that lie below it. */
  readonly fields: Map<string, Spot>;
}
/** A change on its way into the ledger. */
interface Placing {
  readonly known: Known;
  readonly ops: readonly PlacedOp[];
  applied: boolean;
}
interface PlacedOp {
  readonly op: Op;
  readonly spot: Spot;
  readonly id: ValueId;
  readonly number: number;
}

export class Ledger {
  readonly #numbers: Numbers;
  readonly #spots: Spot[] = [];
  readonly #fields = new Map<string, Spot>();
  readonly #collections = new Map<string, Map<string, Spot>>();
  readonly #placings: readonly Placing[];

  /** Each change once; `numbers` has given them their places in the list, and gives decisions theirs. In the `order` in which they were made none waits long. */
  constructor(changes: readonly Known[], numbers: Numbers, order: readonly number[]) {
    this.#numbers = numbers;
    this.#placings = changes.map((known, place) => this.#place(known, place));
    const ready = order.map((place) => present(this.#placings[place]));
    // `ready` grows while it is walked: a change that is applied may free others.
    for (const placing of ready) if (this.#apply(placing)) free(placing, ready);
  }

  /** Those at which something was said. */
  get places(): readonly Place[] {
    return this.#spots.filter(({ values }) => values.size > 0).map(placeOf);
  }

  /** Whether the change at this place of the list applies, or waits for something that it replaces (rule 1). */
  isApplied(place: number): boolean {
    return present(this.#placings[place]).applied;
  }

  #place(known: Known, place: number): Placing {
    const { changeId, change } = known;
    const ops = change.ops.map((op): PlacedOp => {
      const spot = this.#spot(op.p);
      if (op.why === undefined) return { op, spot, id: changeId, number: place };
      const id = decisionId(change.record, op);
      return { op, spot, id, number: this.#numbers.give(id) };
    });
    return { known, ops, applied: false };
  }

  #spot(path: Path): Spot {
    if (path.length === 1) return this.#open(this.#fields, path[0], path, null);
    let members = this.#collections.get(path[0]);
    if (members === undefined) this.#collections.set(path[0], (members = new Map()));
    const member = this.#open(members, hex(path[1]), [path[0], path[1]], null);
    return path.length === 2 ? member : this.#open(member.fields, path[2], path, member);
  }

  #open(spots: Map<string, Spot>, name: string, path: Path, member: Spot | null): Spot {
    const known = spots.get(name);
    if (known !== undefined) return known;
    const spot = { path, values: new Map(), below: new Map(), wanted: new Map(), member, fields: new Map() };
    spots.set(name, spot);
    this.#spots.push(spot);
    return spot;
  }

  /** False if it names a value that is not here: then it waits for the first such. What nobody says in any of the changes is waited for in vain. */
  #apply(placing: Placing): boolean {
    const named: OpenEntry[] = [];
    for (const { op, spot } of placing.ops) {
      for (const id of op.r) {
        const number = this.#numbers.of(id);
        if (number === undefined) return false;
        const here = spot.values.get(number);
        const below = spot.below.get(number);
        if (here !== undefined) named.push(here);
        if (below !== undefined) named.push(...below);
        if (here !== undefined || below !== undefined) continue;
        add(spot.wanted, number, placing);
        return false;
      }
    }
    for (const entry of named) entry.replaced = true;
    placing.applied = true;
    for (const op of placing.ops) enter(placing.known, op);
    return true;
  }
}

function placeOf({ path, values }: Spot): Place {
  const [current, replaced]: [Entry[], Entry[]] = [[], []];
  for (const entry of values.values()) (entry.replaced ? replaced : current).push(entry);
  return { path, current: byId(current), replaced: byId(replaced) };
}

const byId = (entries: Entry[]): readonly Entry[] => entries.sort((one, other) => compare(one.id, other.id));

function enter({ changeId, author, change }: Known, { op, spot: { path, values, member }, id, number }: PlacedOp): void {
  const said = { changeId, author, time: change.time, why: op.why ?? null };
  const same = values.get(number);
  if (same !== undefined) {
    same.said.push(said);
    same.said.sort((one, other) => compare(one.changeId, other.changeId));
    return;
  }
  const entry = { id, path, x: op.x, said: [said], replaced: false };
  values.set(number, entry);
  if (member !== null) add(member.below, number, entry);
}

/** Those that waited for what a change says are tried again. */
function free({ ops }: Placing, ready: Placing[]): void {
  for (const { spot, number } of ops) {
    wake(spot, number, ready);
    if (spot.member !== null) wake(spot.member, number, ready);
  }
}

function wake({ wanted }: Spot, number: number, ready: Placing[]): void {
  if (wanted.size === 0) return;
  ready.push(...(wanted.get(number) ?? []));
  wanted.delete(number);
}

function add<Item>(lists: Map<number, Item[]>, number: number, item: Item): void {
  const list = lists.get(number);
  if (list === undefined) lists.set(number, [item]);
  else list.push(item);
}
