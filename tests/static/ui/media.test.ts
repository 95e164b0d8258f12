/** What the screens of voice and pictures reckon: room, time, and which place a finger means. */
import { expect, test } from 'vitest';
import { LEAST_SECONDS, MOST_SECONDS, secondsFor } from '../../../static/src/ui/media/room';
import { areaOf, clockOf, newMediaId } from '../../../static/src/ui/media/show';

test('room is counted twice, with a reserve, and never for longer than can be sealed', () => {
  expect(secondsFor(0)).toBe(0);
  expect(secondsFor(20 << 20)).toBe(0);
  expect(secondsFor(21 << 20)).toBeGreaterThan(LEAST_SECONDS);
  expect(secondsFor((20 << 20) + 2 * 3_300 * 3600)).toBe(3600);
  expect(secondsFor(Number.MAX_SAFE_INTEGER)).toBe(MOST_SECONDS);
});

test('time is read as on a clock', () => {
  expect([0, 7_900, 187_000, 3_729_000].map(clockOf)).toEqual(['0:00', '0:07', '3:07', '1:02:09']);
});

test('a recording gets its place and a name that nobody has', () => {
  expect(newMediaId(2)).toMatch(/^00000002[0-9a-f]{24}$/);
  expect(newMediaId(2)).not.toBe(newMediaId(2));
});

test('a finger that was drawn means what it passed, one that was not means what lies below it', () => {
  const picture = { width: 600, height: 1200 };
  expect(areaOf({ x: 300, y: 200 }, { x: 100, y: 260 }, picture, 2)).toEqual({ x: 100, y: 200, width: 200, height: 60 });
  expect(areaOf({ x: 300, y: 200 }, { x: 310, y: 205 }, picture, 2)).toEqual({ x: 260, y: 155, width: 100, height: 100 });
});
