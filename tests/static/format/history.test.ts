import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DeviceId, brand, hex } from '../../../static/src/format/bytes';
import { type Change, type Known, type Path, type Value, valueId } from '../../../static/src/format/change';
import { type FoldedRecord, digest, fold, replacements } from '../../../static/src/format/history';
import { oldestFirst } from '../../../static/src/format/lineage';
import { RECORD, knownAs, longTelling, shown, spoken, told } from './telling';

const AMINA = brand<DeviceId>(new Uint8Array(16).fill(0xa));
const BILAL = brand<DeviceId>(new Uint8Array(16).fill(0xb));
const GUL = brand<DeviceId>(new Uint8Array(16).fill(0xc));
const TITLE: Path = ['e_title'];

function say(author: DeviceId, path: Path, x: Value, seen: readonly Known[], extra: { why?: string; replacing?: 'all' | 'none' } = {}): Known {
  const record = fold(RECORD, seen);
  const replacing = extra.replacing ?? (extra.why === undefined && path.length !== 2 ? 'one' : 'all');
  const r = replacing === 'none' ? [] : replacing === 'all' ? shown(record, path) : shown(record, path).slice(0, 1);
  const op = { p: path, x, r, ...(extra.why === undefined ? {} : { why: extra.why }) };
  const change: Change = { record: RECORD, compartment: 'review', form: ['gawahi_default', '1'], time: 5, saw: record.frontier, ops: [op] };
  return knownAs(author, change);
}

function at(record: FoldedRecord, path: Path): { readonly state: string; readonly x: readonly Value[] } {
  const found = record.paths.find((each) => spoken(each.path, 0) === spoken(path, 0));
  return { state: found?.state ?? 'empty', x: found?.values.map(({ x }) => x) ?? [] };
}

describe('any set of changes comes to one record', () => {
  test('in any order and with any repetitions', () => {
    fc.assert(
      fc.property(
        told.chain((known) => fc.tuple(fc.constant(known), fc.shuffledSubarray([...known, ...known], { minLength: known.length * 2 }))),
        ([known, shuffled]) => {
          expect(hex(digest(fold(RECORD, shuffled)))).toBe(hex(digest(fold(RECORD, known))));
        },
      ),
    );
  });

  test('nothing that was said is lost: it is current, or someone who saw it replaced it, or its change waits', () => {
    fc.assert(
      fc.property(
        told.chain((known) => fc.subarray([...known])),
        (held) => {
          const record = fold(RECORD, held);
          const current = record.paths.flatMap(({ path, values }) => values.map(({ x }) => spoken(path, x)));
          const replaced = record.replaced.map(({ path, x }) => spoken(path, x));
          const waiting = new Set(record.waiting.map(({ changeId }) => hex(changeId)));
          const kept = new Set([...current, ...replaced]);
          for (const { changeId, change } of held) {
            if (waiting.has(hex(changeId))) continue;
            for (const { p, x } of change.ops) expect(kept).toContain(spoken(p, x));
          }
          // Whatever was replaced was named by a change that is here.
          const named = new Set(held.flatMap(({ change }) => change.ops.flatMap(({ r }) => r.map(hex))));
          for (const { id } of record.replaced) expect(named).toContain(hex(id));
        },
      ),
    );
  });

  test('nothing is shown that nobody said', () => {
    fc.assert(
      fc.property(told, (known) => {
        const everSaid = new Set(known.flatMap(({ change }) => change.ops.map(({ p, x }) => spoken(p, x))));
        for (const { path, values } of fold(RECORD, known).paths) for (const { x } of values) expect(everSaid).toContain(spoken(path, x));
      }),
    );
  });

  test('a conflict is flagged if and only if two current values differ', () => {
    fc.assert(
      fc.property(told, (known) => {
        for (const { path, values, state } of fold(RECORD, known).paths) {
          expect(state).toBe(new Set(values.map(({ x }) => spoken(path, x))).size > 1 ? 'conflict' : 'settled');
        }
      }),
    );
  });

  test('history shows nobody before what they had seen', () => {
    fc.assert(
      fc.property(told, (known) => {
        const order = oldestFirst(known);
        const places = new Map(order.map(({ changeId }, place) => [hex(changeId), place]));
        expect(places.size).toBe(new Set(known.map(({ changeId }) => hex(changeId))).size);
        for (const { changeId, change } of order) for (const seen of change.saw) expect(places.get(hex(seen))).toBeLessThan(places.get(hex(changeId)) ?? -1);
      }),
    );
  });

  test('two thousand changes fold in less than a second', () => {
    const known = longTelling(2_000);
    fold(RECORD, known.slice(0, 100));
    const start = performance.now();
    const record = fold(RECORD, known.toReversed());
    const milliseconds = performance.now() - start;
    expect(record.applied).toHaveLength(2_000);
    expect(record.waiting).toHaveLength(0);
    expect(milliseconds).toBeLessThan(1_000);
  });
});

describe('two people apart', () => {
  const first = say(AMINA, TITLE, 'چار سپاہی', []);
  const bilal = say(BILAL, TITLE, 'five soldiers', [first]);
  const gul = say(GUL, TITLE, 'چھ سپاہی 🕊️', [first]);

  test('who edit the same field make a conflict that keeps both', () => {
    const record = fold(RECORD, [gul, first, bilal]);
    expect(at(record, TITLE).state).toBe('conflict');
    expect(new Set(at(record, TITLE).x)).toEqual(new Set(['five soldiers', 'چھ سپاہی 🕊️']));
    expect(record.replaced.map(({ x }) => x)).toEqual(['چار سپاہی']);
  });

  test('who choose the same answers from a list agree, and conflict where one answer differs', () => {
    const chose = (author: DeviceId, x: Value): Known => say(author, ['e_causes'], x, []);
    const stateOf = (...known: readonly Known[]): string => at(fold(RECORD, known), ['e_causes']).state;
    const amina = chose(AMINA, ['shelling', 'arrest']);
    expect(stateOf(amina, chose(BILAL, ['shelling', 'arrest']))).toBe('settled');
    expect(stateOf(amina, chose(BILAL, ['shelling', 'torture']))).toBe('conflict');
    expect(stateOf(amina, chose(BILAL, ['shelling']))).toBe('conflict');
    expect(stateOf(chose(AMINA, ['shelling']), chose(BILAL, 'shelling'))).toBe('conflict');
  });

  test('who make the same decision have made one, with two reasons', () => {
    const seen = [first, bilal, gul];
    const one = say(BILAL, TITLE, 'five soldiers', seen, { why: 'the list of the hospital' });
    const other = say(AMINA, TITLE, 'five soldiers', seen, { why: 'ہسپتال کی فہرست' });
    const record = fold(RECORD, [...seen, one, other]);
    expect(at(record, TITLE)).toEqual({ state: 'settled', x: ['five soldiers'] });
    expect(record.paths[0]?.values[0]?.said.map(({ why }) => why).toSorted()).toEqual(['the list of the hospital', 'ہسپتال کی فہرست'].toSorted());
  });

  test('who decide differently are in conflict again', () => {
    const seen = [first, bilal, gul];
    const one = say(BILAL, TITLE, 'five soldiers', seen, { why: 'a' });
    const other = say(GUL, TITLE, 'چھ سپاہی 🕊️', seen, { why: 'b' });
    expect(at(fold(RECORD, [...seen, one, other]), TITLE).state).toBe('conflict');
  });

  test('who edit different fields are merged and marked', () => {
    const place = say(GUL, ['e_place'], 'مستونگ', [first]);
    const record = fold(RECORD, [first, bilal, place]);
    expect(record.paths.map(({ state, parallel }) => [state, parallel])).toEqual([
      ['settled', true],
      ['settled', true],
    ]);
    expect(fold(RECORD, [first, say(GUL, ['e_place'], 'مستونگ', [first])]).paths.some(({ parallel }) => parallel)).toBe(false);
  });

  test('of whom one removes a victim and one describes them leave the victim there, flagged', () => {
    const victim = new Uint8Array(16).fill(3);
    const described = say(AMINA, ['victim', victim, 'v_sex'], 'f', []);
    const removed = say(BILAL, ['victim', victim], false, [described]);
    const unseen = say(GUL, ['victim', victim, 'v_age_band'], '20-29', [described]);
    expect(fold(RECORD, [described, removed]).members.map(({ state }) => state)).toEqual(['removed']);
    expect(fold(RECORD, [described, removed, unseen]).members.map(({ state }) => state)).toEqual(['removed_but_edited']);
    expect(at(fold(RECORD, [described, removed, unseen]), ['victim', victim, 'v_sex']).state).toBe('empty');
  });

  test('whose change arrives before what it names: it waits, and stops nobody else', () => {
    const record = fold(RECORD, [bilal, say(GUL, ['e_place'], 'مستونگ', [])]);
    expect(record.waiting.map(({ changeId }) => hex(changeId))).toEqual([hex(bilal.changeId)]);
    expect(at(record, ['e_place']).x).toEqual(['مستونگ']);
    expect(record.frontier.map(hex)).not.toContain(hex(bilal.changeId));
    expect(fold(RECORD, [bilal, first]).waiting).toHaveLength(0);
  });

  test('are shown what each of them replaced', () => {
    const record = fold(RECORD, [first, bilal]);
    const replaced = replacements(record);
    expect(bilal.change.ops.flatMap(replaced).map(({ x, id }) => [x, hex(id)])).toEqual([['چار سپاہی', hex(valueId(first.changeId, RECORD, first.change.ops[0] ?? { p: TITLE, x: '', r: [] }))]]);
  });

  test('cannot put a change into another record', () => {
    const other = { ...first, change: { ...first.change, record: brand<typeof RECORD>(new Uint8Array(16)) } };
    expect(fold(RECORD, [other]).paths).toEqual([]);
  });
});
