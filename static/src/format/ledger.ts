/**
 * The bookkeeping under the rules of evidence (PROTOCOL section 8): which changes apply, and every value at its path with all who said it and whether it
 * was replaced. Each id is looked at once, so a long history costs no more than its length. Judges nothing.
 */
import { type ChangeId, type DeviceId, type ValueId, compare, present } from './bytes';
import { type Known, type Path, type Value, decisionId, pathKey } from './change';
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
/** A path with all that was ever said at it, in the order of value ids. */
export interface Place {
  readonly path: Path;
  readonly key: string;
  readonly values: readonly Entry[];
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
}
/** A change on its way into the ledger. */
interface Placing {
  readonly known: Known;
  readonly ops: readonly PlacedOp[];
  missing: number;
}
interface PlacedOp {
  readonly spot: Spot;
  readonly id: ValueId;
  readonly number: number;
  /** As far as somebody says them. */
  readonly replaces: number[];
}

export class Ledger {
  readonly #numbers: Numbers;
  readonly #spots = new Map<string, Spot>();
  readonly #placings: readonly Placing[];

  /** Each change once, in the order of their ids; `numbers` has given them their places, and gives decisions theirs. */
  constructor(changes: readonly Known[], numbers: Numbers) {
    this.#numbers = numbers;
    this.#placings = changes.map((known, place) => this.#place(known, place));
    for (const placing of this.#placings) this.#want(placing);
    this.#apply();
    const applied = this.#placings.filter(({ missing }) => missing === 0);
    for (const placing of applied) enter(placing);
    for (const { ops } of applied) for (const op of ops) replace(op);
  }

  /** Those at which something was said. */
  get places(): readonly Place[] {
    const spots = [...this.#spots].filter(([, { values }]) => values.size > 0);
    return spots.map(([key, { path, values }]) => ({ path, key, values: [...values.values()].sort((one, other) => compare(one.id, other.id)) }));
  }

  /** Whether the change at this place of the list applies, or waits for something that it replaces (rule 1). */
  isApplied(place: number): boolean {
    return present(this.#placings[place]).missing === 0;
  }

  #place(known: Known, place: number): Placing {
    const { changeId, change } = known;
    const ops = change.ops.map((op): PlacedOp => {
      const spot = this.#spot(op.p);
      if (op.why === undefined) return { spot, id: changeId, number: place, replaces: [] };
      const id = decisionId(change.record, op);
      return { spot, id, number: this.#numbers.give(id), replaces: [] };
    });
    return { known, ops, missing: 0 };
  }

  #spot(path: Path): Spot {
    const key = pathKey(path);
    const known = this.#spots.get(key);
    if (known !== undefined) return known;
    const member = path.length === 3 ? this.#spot([path[0], path[1]]) : null;
    const spot = { path, values: new Map(), below: new Map(), wanted: new Map(), member };
    this.#spots.set(key, spot);
    return spot;
  }

  /** What nobody says in any of these changes is waited for in vain. */
  #want(placing: Placing): void {
    placing.known.change.ops.forEach(({ r }, i) => {
      const { spot, replaces } = present(placing.ops[i]);
      for (const id of r) {
        const number = this.#numbers.of(id);
        placing.missing += 1;
        if (number === undefined) continue;
        replaces.push(number);
        add(spot.wanted, number, placing);
      }
    });
  }

  /** Counts down what each change still waits for. */
  #apply(): void {
    const ready = this.#placings.filter(({ missing }) => missing === 0);
    const free = ({ wanted }: Spot, number: number): void => {
      for (const other of wanted.get(number) ?? []) if ((other.missing -= 1) === 0) ready.push(other);
      wanted.delete(number);
    };
    // `ready` grows while it is walked: a change that is applied may free others.
    for (const { ops } of ready) {
      for (const { spot, number } of ops) {
        free(spot, number);
        if (spot.member !== null) free(spot.member, number);
      }
    }
  }
}

function enter({ known: { changeId, author, change }, ops }: Placing): void {
  ops.forEach(({ spot: { path, values, member }, id, number }, i) => {
    const { x, why } = present(change.ops[i]);
    const said = { changeId, author, time: change.time, why: why ?? null };
    const same = values.get(number);
    if (same !== undefined) {
      same.said.push(said);
      return;
    }
    const entry = { id, path, x, said: [said], replaced: false };
    values.set(number, entry);
    if (member !== null) add(member.below, number, entry);
  });
}

function replace({ spot, replaces }: PlacedOp): void {
  for (const number of replaces) {
    const here = spot.values.get(number);
    if (here !== undefined) here.replaced = true;
    for (const entry of spot.below.get(number) ?? []) entry.replaced = true;
  }
}

function add<Item>(lists: Map<number, Item[]>, number: number, item: Item): void {
  const list = lists.get(number);
  if (list === undefined) lists.set(number, [item]);
  else list.push(item);
}
