/** Kept traces: what people said to each other over bad phones comes to the end that both languages and the model agree on. */
import { describe, expect, test } from 'vitest';
import { type Bytes, hex } from '../../../static/src/format/bytes';
import { encode } from '../../../static/src/format/canonical';
import type { Known } from '../../../static/src/format/change';
import { plainHash } from '../../../static/src/format/hash';
import { type FoldedRecord, digest, fold } from '../../../static/src/format/history';
import { Model } from './model';
import { byHand, recordOf, regressions, seeded } from './trace';
import { World } from './world';

const halves = (known: readonly Known[]): readonly (readonly Known[])[] => [known, known.filter((_, i) => i % 2 === 0), known.filter((_, i) => i % 2 === 1)];

/** What screens show and the digest leaves out (`make_traces.py`). */
function marks({ paths, members, frontier }: FoldedRecord): Bytes {
  const shown = members.map(({ collection, member, state }) => [collection, member, state]);
  return plainHash(encode({ parallel: paths.filter(({ parallel }) => parallel).map(({ path }) => path), members: shown, frontier }));
}

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
      expect([...ends, hex(marks(fold(all[0]?.change.record ?? recordOf(0), all)))]).toEqual(gives[record]);
    }
  });
});
