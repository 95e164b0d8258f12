/** Draws records that several people edited apart from each other, each having seen only a part: for properties of the rules of evidence. */
import fc from 'fast-check';
import { type ChangeId, type DeviceId, type ValueId, brand, compare, hex, u32 } from '../../../static/src/format/bytes';
import { encode } from '../../../static/src/format/canonical';
import { type Change, type Known, type Op, type Path, type RecordId, type Value, encodeChange, isMemberPath, pathKey, sortedIds } from '../../../static/src/format/change';
import { hash } from '../../../static/src/format/hash';
import { type FoldedRecord, fold } from '../../../static/src/format/history';

export const RECORD = brand<RecordId>(new Uint8Array(16).fill(7));
const PEOPLE = [1, 2, 3].map((person) => brand<DeviceId>(new Uint8Array(16).fill(person)));
const MEMBERS = [1, 2].map((member) => new Uint8Array(16).fill(member));
const SAID: readonly Value[] = ['گواہی', 'e\u{301}', '👩🏽‍🦱', 'four soldiers', 4, null, true, ['a', 'ب']];
const PATHS: readonly Path[] = [['e_title'], ['e_killed'], ...MEMBERS.flatMap((member): Path[] => [['victim', member, 'v_sex'], ['victim', member]])];

/** One act: who, at which path, what, and how much of what went before they had seen. */
interface Act {
  readonly person: number;
  readonly path: number;
  readonly x: number;
  readonly seen: number;
  readonly decides: boolean;
}
const act = fc.record({
  person: fc.nat({ max: PEOPLE.length - 1 }),
  path: fc.nat({ max: PATHS.length - 1 }),
  x: fc.nat({ max: SAID.length - 1 }),
  seen: fc.nat({ max: 8 }),
  decides: fc.boolean(),
});

export function knownAs(author: DeviceId, change: Change): Known {
  return { changeId: brand<ChangeId>(hash('change', author, encodeChange(change))), author, change };
}

/** The values at a path, or below a member, that a person who sees this record is shown. */
export function shown(record: FoldedRecord, path: Path): readonly ValueId[] {
  const here = record.paths.filter((state) => pathKey(state.path) === pathKey(path) || (isMemberPath(path) && pathKey(state.path).startsWith(`${pathKey(path)} `)));
  return sortedIds(here.flatMap(({ values }) => values.map(({ id }) => id)));
}

function tell(acts: readonly Act[]): readonly Known[] {
  const known: Known[] = [];
  for (const [step, { person, path, x, seen, decides }] of acts.entries()) {
    // Each person sees a prefix of their own: those who saw little make conflicts.
    const record = fold(RECORD, known.slice(0, Math.ceil((known.length * seen) / 8)));
    const p = PATHS[path % PATHS.length] ?? ['e_title'];
    const r = shown(record, p);
    const op: Op = isMemberPath(p) ? { p, x: x % 2 === 0, r } : decides ? { p, x: SAID[x] ?? null, r, why: 'they told me' } : { p, x: SAID[x] ?? null, r: r.slice(0, 1) };
    const author = PEOPLE[person] ?? brand<DeviceId>(new Uint8Array(16));
    known.push(knownAs(author, { record: RECORD, compartment: 'review', form: ['gawahi_default', '1'], time: 1_000 - step, saw: record.frontier, ops: [op] }));
  }
  return known;
}

export const told = fc.array(act, { maxLength: 14 }).map(tell);

/** `count` changes of one record: every tenth replaces what it saw, the others speak of their own path. */
export function longTelling(count: number): readonly Known[] {
  const known: Known[] = [];
  for (let step = 0; step < count; step += 1) {
    const last = known.at(-1);
    const p: Path = step % 10 === 0 ? ['e_title'] : ['victim', new Uint8Array(16).fill(step % 50), `field_${step % 200}`];
    const before = step % 10 === 0 ? known[step - 10] : undefined;
    const author = PEOPLE[step % 3] ?? brand<DeviceId>(new Uint8Array(16));
    const change: Change = {
      record: RECORD,
      compartment: 'testimony',
      form: ['gawahi_default', '1'],
      time: step,
      saw: last === undefined || step % 3 === 0 ? [] : [last.changeId],
      ops: [{ p, x: `گواہی ${step}`, r: before === undefined ? [] : [before.changeId] }],
    };
    known.push({ changeId: brand<ChangeId>(hash('change', u32(step))), author, change });
  }
  return known;
}

/** A value as text, so that "was it ever said" is a question about a set. */
export function spoken(path: Path, x: Value): string {
  return `${pathKey(path)} = ${hex(encode(x))}`;
}

export const byId = (one: Known, other: Known): number => compare(one.changeId, other.changeId);
