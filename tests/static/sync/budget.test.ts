/** A day's data on a poor phone: counted, kept to, and never in the way of what was said for longer than a day. */
import { describe, expect, test } from 'vitest';
import { type Budget, CALL_BYTES, UNLIMITED, applies, itemsWithin, left, leftForMedia, localDay, spend } from '../../../static/src/sync/budget';

const TWO_MB: Budget = { limitBytes: 2_000_000, isMobile: false, day: 10, spentBytes: 0 };

describe('a data budget', () => {
  test('is no limit for whoever set none, and does not count on Wi-Fi', () => {
    expect(left(UNLIMITED, 3)).toBe(Infinity);
    expect(leftForMedia(UNLIMITED, 3)).toBe(Infinity);
    expect(applies(UNLIMITED, 'cellular')).toBe(false);
    expect(applies(TWO_MB, 'other')).toBe(false);
  });

  test('counts on mobile data, and where the browser is silent if the person says that it is', () => {
    expect(applies(TWO_MB, 'cellular')).toBe(true);
    expect(applies(TWO_MB, 'unknown')).toBe(false);
    expect(applies({ ...TWO_MB, isMobile: true }, 'unknown')).toBe(true);
    expect(applies({ ...TWO_MB, isMobile: true }, 'other')).toBe(false);
  });

  test('begins anew on every other day, also when the clock was a year ahead and is set right', () => {
    const spent = spend(spend(TWO_MB, 10, 1_500_000), 10, 600_000);
    expect(left(spent, 10)).toBe(0);
    expect(left(spent, 11)).toBe(2_000_000);
    expect(left(spent, 10 - 365)).toBe(2_000_000);
    expect(spend(spent, 11, 5)).toMatchObject({ day: 11, spentBytes: 5 });
  });

  test('leaves a part to text that media may not touch', () => {
    expect(leftForMedia(TWO_MB, 10)).toBe(2_000_000 - 262_144);
    expect(leftForMedia({ ...TWO_MB, limitBytes: 100_000 }, 10)).toBe(75_000);
    expect(leftForMedia(spend(TWO_MB, 10, 1_900_000), 10)).toBe(0);
  });

  test('asks for no more of the feed than fits, and always for something', () => {
    expect([Infinity, 2_000_000, 40_000, 10, 0].map(itemsWithin)).toEqual([500, 488, 9, 1, 1]);
  });

  test('follows the day of the place: after midnight in Quetta it is tomorrow', () => {
    const midnight = Date.UTC(2026, 10, 25, 19);
    expect(localDay(midnight, -300) - localDay(midnight - 1, -300)).toBe(1);
    expect(localDay(midnight, 0)).toBe(localDay(midnight - 1, 0));
  });
});

test('the estimate of what frames a call is above what our headers take', () => {
  const headers = 'Authorization: Bearer '.length + 43 + 'Content-Type: application/cbor'.length + 'Accept-Language, User-Agent, Sec-Fetch-..'.length;
  expect(CALL_BYTES).toBeGreaterThan(2 * headers);
});
