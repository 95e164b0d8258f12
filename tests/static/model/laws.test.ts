/** The laws of conflict, as properties of whatever several people say of one record apart from each other. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DeviceId, brand, hex } from '../../../static/src/format/bytes';
import { encode } from '../../../static/src/format/canonical';
import { type Known, type Op, type Path, type Value, isMemberPath, pathKey } from '../../../static/src/format/change';
import { type FoldedRecord, type PathState, fold } from '../../../static/src/format/history';
import { RECORD, knownAs, shown, spoken, told } from '../format/telling';

const BILAL = brand<DeviceId>(new Uint8Array(16).fill(0xb));
const SANA = brand<DeviceId>(new Uint8Array(16).fill(0xc));
const text = fc.constantFrom<Value[]>('گواہی', 'e\u{301}', 'é', 26, 1, true, null, '', ['a', 'ب']);

const say = (record: FoldedRecord, author: DeviceId, op: Op): Known =>
  knownAs(author, { record: RECORD, compartment: 'testimony', form: ['f', '1'], time: 0, saw: record.frontier, ops: [op] });
const at = (record: FoldedRecord, path: Path): PathState | undefined => record.paths.find((state) => pathKey(state.path) === pathKey(path));
const current = (record: FoldedRecord): ReadonlySet<string> => new Set(record.paths.flatMap(({ path, values }) => values.map(({ id }) => `${pathKey(path)} ${hex(id)}`)));
/** What was told, what it comes to, and a field of it. */
const withField = told.chain((known) => {
  const record = fold(RECORD, known);
  const fields = record.paths.map(({ path }) => path).filter((path) => !isMemberPath(path));
  return fc.tuple(fc.constant(known), fc.constant(record), fc.constantFrom<Path[]>(...fields, ['e_nothing_yet']));
});

describe('whatever was said', () => {
  test('a value leaves only by a change that names it', () => {
    fc.assert(
      fc.property(told.chain((known) => fc.tuple(fc.constant(known), fc.subarray([...known]))), ([known, before]) => {
        const [earlier, later] = [fold(RECORD, before), current(fold(RECORD, known))];
        const named = new Set(known.flatMap(({ change }) => change.ops.flatMap(({ r }) => r.map(hex))));
        for (const { path, values } of earlier.paths) for (const { id } of values) if (!later.has(`${pathKey(path)} ${hex(id)}`)) expect(named).toContain(hex(id));
      }),
    );
  });

  test('every text that is shown is to the byte one that somebody wrote there', () => {
    fc.assert(
      fc.property(told, (known) => {
        const written = new Set(known.flatMap(({ author, change }) => change.ops.map(({ p, x }) => `${hex(author)} ${spoken(p, x)}`)));
        for (const { path, values } of fold(RECORD, known).paths) {
          for (const { x, said } of values) for (const { author } of said) expect(written).toContain(`${hex(author)} ${spoken(path, x)}`);
        }
      }),
    );
  });

  test('deciding twice alike is deciding once, with both reasons', () => {
    fc.assert(
      fc.property(withField, text, ([known, record, p], x) => {
        const r = shown(record, p);
        const [one, other] = [say(record, BILAL, { p, x, r, why: 'the list of the hospital' }), say(record, SANA, { p, x, r, why: 'ہسپتال کی فہرست' })];
        const [once, twice] = [at(fold(RECORD, [...known, one]), p), at(fold(RECORD, [other, ...known, one]), p)];
        expect(twice?.state).toBe('settled');
        expect(twice?.values.map(({ id }) => hex(id))).toEqual(once?.values.map(({ id }) => hex(id)));
        expect(new Set(twice?.values[0]?.said.map(({ why }) => why))).toEqual(new Set(['the list of the hospital', 'ہسپتال کی فہرست']));
      }),
    );
  });

  test('two different decisions are a conflict again, until somebody who saw both decides', () => {
    fc.assert(
      fc.property(withField, text, text, ([known, record, p], x, other) => {
        fc.pre(hex(encode(x)) !== hex(encode(other)));
        const r = shown(record, p);
        const all = [...known, say(record, BILAL, { p, x, r, why: 'a' }), say(record, SANA, { p, x: other, r, why: 'b' })];
        const conflict = fold(RECORD, all);
        expect(at(conflict, p)?.state).toBe('conflict');
        expect(at(conflict, p)?.values).toHaveLength(2);
        const settled = fold(RECORD, [...all, say(conflict, SANA, { p, x, r: shown(conflict, p), why: 'c' })]);
        expect(at(settled, p)).toMatchObject({ state: 'settled', values: [{ x }] });
      }),
    );
  });

  test('an edit replaces only what its author saw; what they did not see is as current as before', () => {
    fc.assert(
      fc.property(told.chain((known) => fc.tuple(fc.constant(known), fc.subarray([...known]))), text, ([known, some], x) => {
        const seen = fold(RECORD, some);
        const p: Path = ['e_title'];
        const [r, before] = [shown(seen, p).slice(0, 1), current(fold(RECORD, known))];
        const after = current(fold(RECORD, [...known, say(seen, BILAL, { p, x, r })]));
        for (const value of before) if (!after.has(value)) expect(r.map((id) => `${pathKey(p)} ${hex(id)}`)).toContain(value);
      }),
    );
  });

  test('a removal never hides an edit that it did not see, and without one the member is gone', () => {
    fc.assert(
      fc.property(told, text, (known, x) => {
        const record = fold(RECORD, known);
        const member = new Uint8Array(16).fill(1);
        const removal = say(record, BILAL, { p: ['victim', member], x: false, r: shown(record, ['victim', member]) });
        const unseen = say(record, SANA, { p: ['victim', member, 'v_new'], x, r: [] });
        const stateOf = (all: readonly Known[]): string | undefined => fold(RECORD, all).members.find((one) => hex(one.member) === hex(member))?.state;
        expect(stateOf([...known, removal])).toBe('removed');
        expect(stateOf([...known, unseen, removal])).toBe('removed_but_edited');
        expect(at(fold(RECORD, [unseen, ...known, removal]), ['victim', member, 'v_new'])?.values).toHaveLength(1);
      }),
    );
  });

  test('two who each add a first member have added two', () => {
    fc.assert(
      fc.property(told, text, text, (known, x, other) => {
        const record = fold(RECORD, known);
        const add = (author: DeviceId, last: number, said: Value): Known => say(record, author, { p: ['perp', Uint8Array.from({ length: 16 }, (_, i) => (i === 15 ? last : 0)), 'p_unit'], x: said, r: [] });
        const { members } = fold(RECORD, [...known, add(BILAL, 1, x), add(SANA, 2, other)]);
        expect(members.filter(({ collection }) => collection === 'perp').map(({ state }) => state)).toEqual(['there', 'there']);
      }),
    );
  });
});
