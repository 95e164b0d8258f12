/** The rule by which a phone forgets, alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Seal } from '../../../static/src/format/entry';
import { DAY_MILLISECONDS, aged, isDue, keptUntil, strictest } from '../../../static/src/story/keeping';
import type { KeptRow } from '../../../static/src/story/own_rows';

const row = (part: Partial<KeptRow>): KeptRow => ({ own: [], seal: Seal.kept, days: 3, age: 0, at: 0, since: 0, ...part });
const rule = fc.oneof(
  fc.constant({ seal: Seal.atDone, days: 0 }),
  fc.constant({ seal: Seal.onDelivery, days: 0 }),
  fc.record({ seal: fc.constant(Seal.kept), days: fc.integer({ min: 1, max: 255 }) }),
);

test('a policy that became looser prolongs nothing, in whatever order policies came', () => {
  fc.assert(fc.property(rule, rule, fc.boolean(), fc.integer({ min: 0, max: 300 }), (one, other, arrived, days) => {
    const age = days * DAY_MILLISECONDS;
    const strict = strictest(one, other);
    expect(strict).toEqual(strictest(other, one));
    const due = [one, other].some((each) => isDue(row({ ...each, age }), arrived));
    expect(isDue(row({ ...strict, age }), arrived)).toBe(due);
  }));
});

test('no movement of a clock makes it younger, and every step forward counts', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -1e12, max: 1e12 })), (steps) => {
    let [kept, now, forward] = [row({}), 0, 0];
    for (const step of steps) {
      now += step;
      forward += Math.max(0, step);
      const age = aged(kept, now, 0);
      expect(age).toBeGreaterThanOrEqual(kept.age);
      kept = { ...kept, age, at: now };
    }
    expect(kept.age).toBe(forward);
  }));
});

test('what nobody else can read is never forgotten by days or by delivery', () => {
  for (const seal of [Seal.onDelivery, Seal.kept]) expect(isDue(row({ seal, age: 1e15 }), false)).toBe(false);
  expect(isDue(row({ seal: Seal.atDone }), false)).toBe(true);
});

test('a phone says until when, or that it is as soon as a coordinator can read it', () => {
  expect(keptUntil(row({ age: DAY_MILLISECONDS, at: 1_000 }))).toBe(1_000 + 2 * DAY_MILLISECONDS);
  expect(keptUntil(row({ seal: Seal.onDelivery }))).toBe(null);
});
