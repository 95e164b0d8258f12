/**
 * The rules of evidence (PROTOCOL section 8) word by word: what every fold of the product is judged by. Slow and without any cleverness; the twin of
 * `tests/sync/model.py` and `pasts.py`. It must never import `format/history` or `format/lineage`.
 */
import { type Bytes, compare, concat, equal, hex, present } from '../../../static/src/format/bytes';
import { encode } from '../../../static/src/format/canonical';
import type { Known, Op, Path, Value } from '../../../static/src/format/change';
import { plainHash } from '../../../static/src/format/hash';

const labelled = (label: string, ...parts: readonly Bytes[]): Bytes => plainHash(concat(new TextEncoder().encode(`gawahi/v1/${label}\0`), ...parts));
const same = (one: Path, other: Path): boolean => equal(encode(one), encode(other));
const sorted = <Id extends Uint8Array>(ids: readonly Id[]): readonly Id[] => ids.toSorted(compare);

/** A value where it was said, by the change that said it. */
interface Saying {
  readonly path: Path;
  readonly id: Bytes;
  readonly x: Value;
  readonly said: Known;
}

function sayingsOf(said: Known): readonly Saying[] {
  const { record, ops } = said.change;
  const decision = ({ p, x, r }: Op): Bytes => labelled('decision', encode({ record, p, x, r: sorted(r) }));
  return ops.map((op) => ({ path: op.p, id: op.why === undefined ? said.changeId : decision(op), x: op.x, said }));
}

/** Does the operation replace this value: at its own path, or for a member at it or below it. */
function names(op: Op, { path, id }: Saying): boolean {
  const isThere = same(op.p, path) || (op.p.length === 2 && path.length > 1 && same(op.p, path.slice(0, 2) as unknown as Path));
  return isThere && op.r.some((name) => equal(name, id));
}

export class Model {
  readonly all: readonly Known[];
  readonly applied: readonly Known[];

  constructor(known: readonly Known[]) {
    const byId = new Map(known.map((one) => [hex(one.changeId), one]));
    this.all = [...byId.values()].toSorted((one, other) => compare(one.changeId, other.changeId));
    let applied: readonly Known[] = [];
    for (let before = -1; before < applied.length; ) {
      before = applied.length;
      const sayings = applied.flatMap(sayingsOf);
      const isKnown = (op: Op, name: Bytes): boolean => sayings.some((value) => equal(value.id, name) && names(op, value));
      applied = this.all.filter(({ change }) => change.ops.every((op) => op.r.every((name) => isKnown(op, name))));
    }
    this.applied = applied;
  }

  get waiting(): readonly Known[] {
    return this.all.filter((one) => !this.applied.includes(one));
  }

  /** What is said of all that nobody replaced. */
  current(): readonly Saying[] {
    const ops = this.applied.flatMap(({ change }) => change.ops);
    return this.applied.flatMap(sayingsOf).filter((value) => !ops.some((op) => names(op, value)));
  }

  /** In the order of their canonical bytes. */
  paths(): readonly Path[] {
    const byKey = new Map(this.current().map(({ path }) => [hex(encode(path)), path]));
    return [...byKey].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, path]) => path);
  }

  at(path: Path): readonly Saying[] {
    return this.current().filter((value) => same(value.path, path));
  }

  isConflict(path: Path): boolean {
    return new Set(this.at(path).map(({ x }) => hex(encode(x)))).size > 1;
  }

  frontier(): readonly Known['changeId'][] {
    const seen = new Set(this.applied.flatMap(({ change }) => change.saw.map(hex)));
    return this.applied.map(({ changeId }) => changeId).filter((id) => !seen.has(hex(id)));
  }

  digest(): Bytes {
    const rows = this.paths().map((path) => {
      const said = new Map(this.at(path).map(({ id, x, said: { author } }) => [hex(concat(id, author)), [id, x, author] as const]));
      const keys = [...said.keys()].toSorted();
      return [path, keys.map((key) => present(said.get(key))), this.isConflict(path) ? 'conflict' : 'settled'];
    });
    return labelled('digest', encode({ paths: rows, waiting: this.waiting.map(({ changeId }) => changeId) }));
  }
}
