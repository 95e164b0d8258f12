import { expect, test } from 'vitest';
import { type DeviceId, brand } from '../../../static/src/format/bytes';
import type { Change, Known } from '../../../static/src/format/change';
import { fold } from '../../../static/src/format/history';
import { Numbers } from '../../../static/src/format/numbers';
import { RECORD } from './telling';

/** Ids that begin alike, as somebody would choose them who wants every look-up to be slow. */
const id = (last: number): Uint8Array<ArrayBuffer> => Uint8Array.from({ length: 32 }, (_, i) => (i < 28 ? 7 : last >>> (8 * (31 - i))));

test('ids that begin alike are told apart by their ends, and the same bytes are the same id', () => {
  const numbers = new Numbers();
  expect([1, 2, 3, 2, 1].map((last) => numbers.give(id(last)))).toEqual([0, 1, 2, 1, 0]);
  expect([3, 4].map((last) => numbers.of(id(last)))).toEqual([2, undefined]);
  expect(numbers.give(id(4))).toBe(3);
});

test('a change that claims to have seen thirty thousand ids that begin alike folds as fast as any other', () => {
  const change: Change = {
    record: RECORD,
    compartment: 'testimony',
    form: ['f', '1'],
    time: 0,
    saw: Array.from({ length: 30_000 }, (_, last) => brand<Known['changeId']>(id(last))),
    ops: [{ p: ['e_title'], x: 'گواہی', r: [] }],
  };
  const known = { changeId: brand<Known['changeId']>(new Uint8Array(32)), author: brand<DeviceId>(new Uint8Array(16)), change };
  const start = performance.now();
  expect(fold(RECORD, [known]).paths).toHaveLength(1);
  // Looked up one after the other they would take four hundred million comparisons.
  expect(performance.now() - start).toBeLessThan(2_000);
});
