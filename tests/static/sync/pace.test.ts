/** When a phone tries again: sooner for nobody, later where the relay asks, and never a whole team at the same moment. */
import { describe, expect, test } from 'vitest';
import { encode } from '../../../static/src/format/canonical';
import { brand } from '../../../static/src/format/bytes';
import { Courier, type CourierNeeds } from '../../../static/src/sync/courier';
import { NO_LOG } from '../../../static/src/sync/evidence';
import { pauseAsked } from '../../../static/src/sync/pace';
import type { Shelf } from '../../../static/src/sync/shelf';
import { Relay } from '../../../static/src/sync/transport';

const [TAG, TOKEN] = [brand<never>(new Uint8Array(16)), new Uint8Array(32)];
const nothing = Promise.resolve();
const SHELF: Shelf = {
  waiting: () => Promise.resolve(0),
  batch: () => Promise.resolve([{ kind: 1, body: TOKEN, mailbox: null, order: '1' }]),
  delivered: () => nothing,
  standing: () => ({ epoch: null, after: 0, log: NO_LOG }),
  mailboxes: () => [],
  pageItems: () => 500,
  arrived: () => nothing,
  open: () => Promise.resolve(false),
  restart: () => nothing,
  reached: () => nothing,
} as unknown as Shelf;

function courier(answer: () => Response, chance = 0): { one: Courier; pauses: number[]; calls: () => number; atTheEnd: { do: () => void } } {
  const atTheEnd = { do: (): void => undefined };
  const pauses: number[] = [];
  let calls = 0;
  const mailroom = new Relay('http://relay', async () => {
    calls += 1;
    return answer();
  }).at(TAG, TOKEN);
  const needs = {
    mailroom, shelf: SHELF, teamTag: TAG, now: () => 7, chance: () => chance, usualPause: () => 20_000, longestDelay: () => 0,
    later: (pause: number) => {
      pauses.push(pause);
      atTheEnd.do();
      return () => undefined;
    },
    afterwards: () => Promise.resolve(false), tell: () => undefined, report: () => undefined,
  };
  return { one: new Courier(needs as unknown as CourierNeeds, null), pauses, calls: () => calls, atTheEnd };
}
const refusal = (name: string, status: number, seconds: string): Response => Response.json({ error: { name } }, { status, headers: { 'Retry-After': seconds } });

describe('a relay that asks to be left alone', () => {
  test.each([['too_many', 429, '45', 45_000], ['disk_full', 507, '60', 60_000], ['too_many', 429, '999999999', 3_600_000], ['too_many', 429, 'soon', 1_000]])(
    '(%s, %d, Retry-After: %s) is left alone for %d ms, and by nobody woken before', async (name, status, seconds, pause) => {
      const { one, pauses, calls } = courier(() => refusal(name, status, seconds));
      expect(await one.go()).toMatchObject({ phase: 'refused', refusal: name });
      expect(pauses).toEqual([pause]);
      const before = calls();
      one.wake();
      await new Promise((done) => setTimeout(done));
      expect(calls()).toBe(seconds === 'soon' ? before + 1 : before);
    },
  );

  test('is asked at once when a person says so, and woken again as soon as it answers', async () => {
    let busy = true;
    const { one, calls } = courier(() => (busy ? refusal('too_many', 429, '45') : new Response(encode({}))));
    await one.go();
    busy = false;
    await one.go();
    expect(calls()).toBe(2);
    one.wake();
    await one.go();
    expect(calls()).toBeGreaterThan(2);
  });

  test('is not asked by a whole team at the same moment afterwards', () => {
    expect([0, 0.5, 1].map((chance) => pauseAsked(60, chance))).toEqual([60_000, 67_500, 75_000]);
  });
});

test('what is sealed in the very moment in which an exchange ends goes at once, and not with the next one', async () => {
  const { one, calls, atTheEnd } = courier(() => refusal('server_error', 500, '0'));
  let second: Promise<unknown> | null = null;
  atTheEnd.do = () => {
    second ??= one.go();
  };
  await one.go();
  await second;
  expect(calls()).toBe(2);
});
