/** Kept traces: what people said to each other over bad phones comes to the end that both languages and the model agree on. */
import { describe, expect, test } from 'vitest';
import { hex } from '../../../static/src/format/bytes';
import type { Known } from '../../../static/src/format/change';
import { digest, fold } from '../../../static/src/format/history';
import { Model } from './model';
import { byHand, recordOf, regressions, seeded } from './trace';
import { World } from './world';

const halves = (known: readonly Known[]): readonly (readonly Known[])[] => [known, known.filter((_, i) => i % 2 === 0), known.filter((_, i) => i % 2 === 1)];

describe('a trace comes to the end that the model gives', () => {
  test.each([...regressions, ...byHand, ...seeded])('$name', ({ steps, gives }) => {
    const records = new World(steps).heal();
    expect([...records.keys()]).toEqual(Object.keys(gives));
    for (const [record, { all }] of records) {
      const ends = halves(all).map((part) => {
        const first = part[0];
        const folded = fold(first?.change.record ?? recordOf(0), [...part.toReversed(), ...part.slice(0, 3)]);
        expect(hex(digest(folded))).toBe(hex(new Model(part).digest()));
        return hex(digest(folded));
      });
      expect(ends).toEqual(gives[record]);
    }
  });
});
