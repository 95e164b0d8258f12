/**
 * Any order, any repetition, any split into batches and any point of saving gives one record, and nothing stays pending: of the fold, of the cache of
 * records, and of the engine, which is given its feed in any order and dies between its parts.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hex } from '../../../static/src/format/bytes';
import type { Known } from '../../../static/src/format/change';
import { digest, fold } from '../../../static/src/format/history';
import { folded } from '../../../static/src/archive/folding';
import { Records } from '../../../static/src/archive/records';
import { RECORD, told } from '../format/telling';
import { Model } from './model';
import { Team } from './team';
import { byHand, seeded } from './trace';

const ends = (known: readonly Known[]): string => hex(digest(fold(RECORD, known)));
const model = (known: readonly Known[]): string => hex(new Model(known).digest());

function permutations<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length === 0) return [[]];
  return items.flatMap((first, i) => permutations(items.toSpliced(i, 1)).map((rest) => [first, ...rest]));
}
const mixed = told.chain((known) => fc.tuple(fc.constant(known), fc.shuffledSubarray([...known, ...known], { minLength: known.length * 2 })));

describe('the fold', () => {
  test('of every permutation is one record', () => {
    fc.assert(
      fc.property(told, (known) => {
        const few = known.slice(0, 4);
        expect(new Set(permutations(few).map(ends))).toEqual(new Set([model(few)]));
      }),
      { numRuns: 25 },
    );
  });

  test('of any order and repetition is what the model says, and of a saved part with the rest after it too', () => {
    fc.assert(
      fc.property(mixed, fc.nat(), ([known, shuffled], at) => {
        expect(ends(shuffled)).toBe(model(known));
        const cut = shuffled.length === 0 ? 0 : at % shuffled.length;
        const { applied, waiting } = fold(RECORD, shuffled.slice(0, cut));
        expect(ends([...waiting, ...shuffled.slice(cut), ...applied])).toBe(model(known));
        expect(fold(RECORD, shuffled).waiting).toEqual([]);
      }),
    );
  });

  test('lets a child wait until its parent comes, and stops nobody else', () => {
    fc.assert(
      fc.property(told, fc.nat(), (known, at) => {
        const without = known.toSpliced(known.length === 0 ? 0 : at % known.length, 1);
        const { applied, waiting } = fold(RECORD, without);
        const names = (some: readonly Known[]): readonly string[] => some.map(({ changeId }) => hex(changeId));
        expect(names(waiting)).toEqual(names(new Model(without).waiting));
        for (const one of without) if (one.change.ops.every(({ r }) => r.length === 0)) expect(names(applied)).toContain(hex(one.changeId));
        expect(fold(RECORD, known).waiting).toEqual([]);
      }),
    );
  });
});

test('the cache of records says the same after every batch as one that was filled at once', () => {
  fc.assert(
    fc.property(mixed, fc.array(fc.integer({ min: 1, max: 5 })), ([, shuffled], sizes) => {
      let [records, given] = [new Records(), [] as readonly Known[]];
      for (const size of [...sizes, shuffled.length]) {
        const batch = shuffled.slice(given.length, given.length + size);
        for (const one of batch) records.add(one, 'stream');
        given = [...given, ...batch];
        const record = folded(records, hex(RECORD));
        expect(record === null ? model([]) : hex(digest(record))).toBe(model(given));
        // Saved and read again: what is kept is what was known.
        const again = new Records();
        for (const one of records.known(hex(RECORD))) again.add(one, 'stream');
        records = again;
      }
    }),
  );
});

test('an engine that is given its feed in any order, in parts, and dies after each, comes to the same', { timeout: 120_000 }, async () => {
  const team = await Team.start();
  const late = byHand.filter(({ name }) => name.startsWith('a coordinator who came later'));
  for (const [run, { steps }] of [...late, ...seeded.slice(2, 3)].entries()) {
    await team.reset();
    for (const step of steps) await team.take(step);
    await team.heal();
    const { digests, faults } = await team.endOf('bilal');
    expect(faults).toEqual([]);
    const [feed] = fc.sample(fc.tuple(fc.infiniteStream(fc.nat({ max: 999 })), fc.infiniteStream(fc.integer({ min: 1, max: 6 }))), { numRuns: 1, seed: run });
    await team.readAnew('bilal', (items) => {
      const twice = [...items, ...items].map((place) => [feed?.[0].next().value ?? 0, place] as const);
      const order = twice.toSorted(([one], [other]) => one - other).map(([, place]) => place);
      const parts: (readonly number[])[] = [];
      while (order.length > 0) parts.push(order.splice(0, 4 * (feed?.[1].next().value ?? 1)));
      return parts;
    });
    expect(await team.endOf('bilal')).toEqual({ digests, faults: [] });
  }
});
