/** The road to the relay: what it answers is read strictly, and whatever goes wrong is said by name. */
import { describe, expect, test } from 'vitest';
import { encode } from '../../../static/src/format/canonical';
import { type Bytes, brand } from '../../../static/src/format/bytes';
import { Courier, type CourierState, type Parcel, type Shelf } from '../../../static/src/sync/courier';
import { Desk } from '../../../static/src/sync/desk';
import { pauseBefore } from '../../../static/src/sync/pace';
import { Relay } from '../../../static/src/sync/transport';

const TAG = brand<never>(new Uint8Array(16));
const EPOCH = new Uint8Array(16).fill(1);
const at = (answer: () => Response | Promise<Response>): Relay => new Relay('http://relay', async () => answer());
const cbor = (value: Parameters<typeof encode>[0]): Response => new Response(encode(value));
const pull = (answer: () => Response | Promise<Response>): Promise<unknown> => at(answer).at(TAG, EPOCH).pull(0, 10, EPOCH, []);

describe('an answer of the relay', () => {
  test.each([
    ['a page of a web server', () => new Response('<!doctype html>'), 'malformed'],
    ['cut short', () => new Response(encode({ head: 0 }).slice(0, 2)), 'malformed'],
    ['without an epoch', () => cbor({ head: 0, next: 0, items: [] }), 'malformed'],
    ['with an epoch of another size', () => cbor({ epoch: new Uint8Array(3), head: 0, next: 0, items: [] }), 'malformed'],
    ['with an item that has no body', () => cbor({ epoch: EPOCH, head: 1, next: 1, items: [[1, 1, null, null]] }), 'malformed'],
    ['not in canonical form', () => new Response(Uint8Array.of(0xb8, 0)), 'not_canonical'],
    ['too large', () => new Response(new Uint8Array(6 << 20)), 'too_large'],
    ['a refusal by name', () => Response.json({ error: { name: 'quota' } }, { status: 507 }), 'quota'],
    ['a refusal that nobody knows', () => Response.json({ error: { name: 'gremlins' } }, { status: 400 }), 'server_error'],
    ['an error of a proxy', () => new Response('Bad gateway', { status: 502 }), 'server_error'],
    ['none at all', () => Promise.reject(new TypeError('fetch failed')), 'relay_unreachable'],
  ])('that is %s is refused by name', async (_what, answer, name) => {
    await expect(pull(answer)).rejects.toMatchObject({ name });
  });

  test('with fewer results than items pushed is refused', async () => {
    const mailroom = at(() => cbor({ epoch: EPOCH, results: [], signature: new Uint8Array(64) })).at(TAG, EPOCH);
    await expect(mailroom.push([{ kind: 1, body: EPOCH, mailbox: null }])).rejects.toMatchObject({ name: 'malformed' });
  });

  test('goes out without cookies, referrer or cache, and with the token in its header alone', async () => {
    let seen: RequestInit = {};
    const relay = new Relay('http://relay', async (_url, init) => {
      seen = init;
      return cbor({ epoch: EPOCH, head: 0, next: 0, items: [] });
    });
    await relay.at(TAG, EPOCH).pull(0, 10, null, []);
    expect(seen).toMatchObject({ credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer', redirect: 'error' });
    expect(new Headers(seen.headers).get('Authorization')).toBe('Bearer AQEBAQEBAQEBAQEBAQEBAQ');
  });
});

/** A shelf with parcels in memory. */
class FakeShelf implements Shelf {
  parcels: Parcel[] = [];
  readonly delivered_: string[] = [];
  epoch: Bytes | null = null;
  after = 0;
  restarts = 0;
  waiting = (): Promise<number> => Promise.resolve(this.parcels.length);
  batch = (after: string): Promise<readonly Parcel[]> => Promise.resolve(this.parcels.filter(({ order }) => order > after).slice(0, 2));
  delivered = (parcels: readonly Parcel[]): Promise<void> => {
    this.delivered_.push(...parcels.map(({ order }) => order));
    this.parcels = this.parcels.filter((one) => !parcels.includes(one));
    return Promise.resolve();
  };
  cursor = (): Promise<{ epoch: Bytes | null; after: number }> => Promise.resolve({ epoch: this.epoch, after: this.after });
  mailboxes = (): readonly Bytes[] => [];
  arrived = (page: { epoch: Bytes; next: number }): Promise<void> => {
    this.epoch = page.epoch;
    this.after = page.next;
    return Promise.resolve();
  };
  open = (): Promise<boolean> => Promise.resolve(false);
  restart = (epoch: Bytes): Promise<void> => {
    this.restarts += 1;
    this.epoch = epoch;
    this.after = 0;
    return Promise.resolve();
  };
  reached = (): Promise<void> => Promise.resolve();
}

function courier(shelf: FakeShelf, answer: (url: string) => Response, isGenuine = true): { courier: Courier; states: CourierState[] } {
  const states: CourierState[] = [];
  const mailroom = new Relay('http://relay', async (url) => answer(url)).at(TAG, EPOCH);
  const needs = { mailroom, shelf, verifyReceipt: () => Promise.resolve(isGenuine), teamTag: TAG, now: () => 7, chance: () => 0 };
  const more = { later: () => () => undefined, usualPause: () => 20_000, afterwards: () => Promise.resolve(false), tell: (state: CourierState) => void states.push(state), report: () => undefined };
  return { courier: new Courier({ ...needs, ...more }, null), states };
}

const parcel = (order: string): Parcel => ({ kind: 1, body: new Uint8Array([order.charCodeAt(0)]), mailbox: null, itemId: brand(new Uint8Array(32)), order });
const empty = { epoch: EPOCH, head: 0, next: 0, items: [] };
const pushed = (...statuses: readonly number[]): Response => cbor({ epoch: EPOCH, results: statuses.map((status, at_) => [status, at_ + 1]), signature: new Uint8Array(64) });

describe('the courier', () => {
  test('tells how far it got, and that it has arrived only at the end', async () => {
    const shelf = new FakeShelf();
    shelf.parcels = ['a', 'b', 'c'].map(parcel);
    const { courier: one, states } = courier(shelf, (url) => (url.endsWith('push') ? pushed(...(shelf.parcels.length === 3 ? [0, 1] : [0])) : cbor(empty)));
    expect(await one.go()).toEqual({ phase: 'idle', done: 3, total: 3, mediaDone: 0, mediaTotal: 0, lastSuccess: 7, refusal: null });
    expect(states.map(({ phase, done }) => `${phase} ${done}`)).toEqual(['working 0', 'working 2', 'working 3', 'working 3', 'idle 3']);
    expect(shelf.delivered_).toEqual(['a', 'b', 'c']);
  });

  test('keeps what the relay refuses, says why, and delivers the rest', async () => {
    const shelf = new FakeShelf();
    shelf.parcels = ['a', 'b'].map(parcel);
    const { courier: one } = courier(shelf, (url) => (url.endsWith('push') ? pushed(11, 0) : cbor(empty)));
    expect(await one.go()).toMatchObject({ phase: 'refused', refusal: 'too_large', lastSuccess: 7 });
    expect(shelf.parcels.map(({ order }) => order)).toEqual(['a']);
  });

  test('delivers nothing on a receipt that is not genuine', async () => {
    const shelf = new FakeShelf();
    shelf.parcels = [parcel('a')];
    const { courier: one } = courier(shelf, () => pushed(0), false);
    expect(await one.go()).toMatchObject({ phase: 'refused', refusal: 'receipt_wrong', lastSuccess: null });
    expect(shelf.delivered_).toEqual([]);
  });

  test('does not obey for ever a relay that names a new epoch every time', async () => {
    const shelf = new FakeShelf();
    let epochs = 0;
    const { courier: one } = courier(shelf, () => {
      epochs += 1;
      return Response.json({ error: { name: 'epoch_changed', epoch: `${epochs}`.padStart(32, '0') } }, { status: 409 });
    });
    expect(await one.go()).toMatchObject({ phase: 'refused', refusal: 'epoch_changed' });
    expect(shelf.restarts).toBe(3);
  });

  test('refuses a feed that goes backwards', async () => {
    const shelf = new FakeShelf();
    shelf.epoch = EPOCH;
    shelf.after = 5;
    const { courier: one } = courier(shelf, () => cbor({ ...empty, next: 4, head: 9 }));
    expect(await one.go()).toMatchObject({ phase: 'refused', refusal: 'malformed' });
    expect(shelf.after).toBe(5);
  });

  test('says offline, and nothing worse, when there is no connection', async () => {
    const { courier: one } = courier(new FakeShelf(), () => {
      throw new TypeError('fetch failed');
    });
    expect(await one.go()).toMatchObject({ phase: 'offline', refusal: null });
  });
});

describe('the pace', () => {
  test('is the usual one after a success, and slower with every failure up to five minutes', () => {
    expect([0, 1].map((chance) => pauseBefore(0, 20_000, chance))).toEqual([20_000, 30_000]);
    expect([1, 2, 3, 20].map((failures) => pauseBefore(failures, 20_000, 1))).toEqual([2_000, 4_000, 8_000, 300_000]);
    expect(pauseBefore(20, 20_000, 0)).toBe(150_000);
  });
});

describe('the desk', () => {
  test('is simply not there where none is served', async () => {
    for (const answer of [new Response('<!doctype html>'), Response.json({ error: { name: 'not_found' } }, { status: 404 })]) {
      expect(await new Desk('http://relay', async () => answer.clone()).status()).toBeNull();
    }
  });

  test('is spoken to with its token, which is forgotten when the desk says that it is locked', async () => {
    const tokens: (string | null)[] = [];
    let isLocked = false;
    const desk = new Desk('http://relay', async (url, init) => {
      tokens.push(new Headers(init.headers).get('Authorization'));
      if (isLocked) return Response.json({ error: { name: 'desk_locked' } }, { status: 403 });
      return Response.json(url.endsWith('unlock') ? { token: 'abc' } : {});
    });
    await desk.unlock('گواہی');
    await desk.preview({});
    isLocked = true;
    await expect(desk.preview({})).rejects.toMatchObject({ name: 'desk_locked' });
    await expect(desk.preview({})).rejects.toMatchObject({ name: 'desk_locked' });
    expect(tokens).toEqual([null, 'Bearer abc', 'Bearer abc', null]);
  });
});
