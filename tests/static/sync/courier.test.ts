/** The road to the relay: what it answers is read strictly, and whatever goes wrong is said by name. */
import { describe, expect, test } from 'vitest';
import { encode } from '../../../static/src/format/canonical';
import { type Bytes, brand, concat, hex, utf8 } from '../../../static/src/format/bytes';
import { plainHash } from '../../../static/src/format/hash';
import { verify } from '../../../static/src/seal/signing';
import { Courier, type CourierState } from '../../../static/src/sync/courier';
import { Desk } from '../../../static/src/sync/desk';
import { pauseBefore } from '../../../static/src/sync/pace';
import { type KnownLog, NO_LOG, type ProvenPage, type Standing } from '../../../static/src/sync/evidence';
import type { Parcel, Shelf } from '../../../static/src/sync/shelf';
import { Relay } from '../../../static/src/sync/transport';
import { FakeRelay } from '../fakes/relay';

const TAG = brand<never>(new Uint8Array(16));
const HEX_TAG = hex(TAG);
const EPOCH = new Uint8Array(16).fill(1);
const PAGE = { epoch: EPOCH, head: 0, next: 0, items: [], last: null, checkpoint: '', proof: [] };
const at = (answer: () => Response | Promise<Response>): Relay => new Relay('http://relay', async () => answer());
const cbor = (value: Parameters<typeof encode>[0]): Response => new Response(encode(value));
const pull = (answer: () => Response | Promise<Response>): Promise<unknown> => at(answer).at(TAG, EPOCH).pull(0, 10, EPOCH, [], 0);

describe('an answer of the relay', () => {
  test.each([
    ['a page of a web server', () => new Response('<!doctype html>'), 'malformed'],
    ['cut short', () => new Response(encode({ head: 0 }).slice(0, 2)), 'malformed'],
    ['without an epoch', () => cbor({ head: 0, next: 0, items: [], last: null, checkpoint: '', proof: [] }), 'malformed'],
    ['with an epoch of another size', () => cbor({ ...PAGE, epoch: new Uint8Array(3) }), 'malformed'],
    ['with an item that has no body', () => cbor({ ...PAGE, items: [[1, 1, null, null, 0]] }), 'malformed'],
    ['without a word on roster entries', () => cbor({ ...PAGE, items: [[1, 1, EPOCH, null]] }), 'malformed'],
    ['with a hash that is too short', () => cbor({ ...PAGE, proof: [EPOCH] }), 'malformed'],
    ['without a checkpoint', () => cbor({ epoch: EPOCH, head: 0, next: 0, items: [], last: null, proof: [] }), 'malformed'],
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
    const mailroom = at(() => cbor({ epoch: EPOCH, results: [], checkpoint: '', proof: [] })).at(TAG, EPOCH);
    await expect(mailroom.push([{ kind: 1, body: EPOCH, mailbox: null }], 0)).rejects.toMatchObject({ name: 'malformed' });
  });

  test('goes out without cookies, referrer or cache, and with the token in its header alone', async () => {
    let seen: RequestInit = {};
    const relay = new Relay('http://relay', async (_url, init) => {
      seen = init;
      return cbor(PAGE);
    });
    await relay.at(TAG, EPOCH).pull(0, 10, null, [], 0);
    expect(seen).toMatchObject({ credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer', redirect: 'error' });
    expect(new Headers(seen.headers).get('Authorization')).toBe('Bearer AQEBAQEBAQEBAQEBAQEBAQ');
  });
});

/** A shelf with parcels in memory. */
class FakeShelf implements Shelf {
  parcels: Parcel[] = [];
  readonly delivered_: string[] = [];
  standing_: Standing = { epoch: null, after: 0, log: NO_LOG };
  restarts = 0;
  rewinds = 0;
  waiting = (): Promise<number> => Promise.resolve(this.parcels.length);
  batch = (after: string): Promise<readonly Parcel[]> => Promise.resolve(this.parcels.filter(({ order }) => order > after).slice(0, 2));
  delivered = (parcels: readonly Parcel[], epoch: Bytes, log: KnownLog): Promise<void> => {
    this.delivered_.push(...parcels.map(({ order }) => order));
    this.parcels = this.parcels.filter((one) => !parcels.includes(one));
    this.standing_ = { ...this.standing_, epoch, log };
    return Promise.resolve();
  };
  standing = (): Standing => this.standing_;
  mailboxes = (): readonly Bytes[] => [];
  pageItems = (): number => 500;
  arrived = ({ epoch, next, log }: ProvenPage): Promise<void> => {
    this.standing_ = { epoch, after: next, log };
    return Promise.resolve();
  };
  open = (): Promise<boolean> => Promise.resolve(false);
  rewind = (): Promise<void> => Promise.resolve(void (this.rewinds += 1));
  restart = (epoch: Bytes): Promise<void> => {
    this.restarts += 1;
    this.standing_ = { epoch, after: 0, log: NO_LOG };
    return Promise.resolve();
  };
  reached = (): Promise<void> => Promise.resolve();
}

interface Road {
  readonly relay: FakeRelay;
  readonly shelf: FakeShelf;
  readonly courier: Courier;
  readonly states: readonly CourierState[];
}

/** A relay that knows the team, and a courier with parcels for it. */
async function road(...parcels: readonly string[]): Promise<Road> {
  const relay = await FakeRelay.start();
  const shelf = new FakeShelf();
  const states: CourierState[] = [];
  const way = new Relay('http://relay', relay.send);
  await way.createTeam(TAG, new Uint8Array(32), plainHash(EPOCH), null);
  const { relayPk } = await way.health();
  shelf.parcels = parcels.map(parcel);
  const needs = { mailroom: way.at(TAG, EPOCH), shelf, signer: () => ({ teamTag: TAG, relayPk, verify }), now: () => 7, chance: () => 0 };
  const more = { later: () => () => undefined, usualPause: () => 20_000, longestDelay: () => 0, renewed: () => Promise.resolve(false), afterwards: () => Promise.resolve(false), tell: (state: CourierState) => void states.push(state), report: () => undefined };
  return { relay, shelf, states, courier: new Courier({ ...needs, ...more }, null) };
}

const parcel = (order: string): Parcel => ({ kind: 1, body: concat(utf8('GWC1'), Uint8Array.of(1, 0), TAG, utf8(order)), mailbox: null, order });

describe('the courier', () => {
  test('tells how far it got, and that it has arrived only at the end', async () => {
    const { shelf, courier, states } = await road('a', 'b', 'c');
    expect(await courier.go()).toEqual({ phase: 'idle', done: 3, total: 3, mediaDone: 0, mediaTotal: 0, lastSuccess: 7, refusal: null, delayed: false });
    expect(states.map(({ phase, done }) => `${phase} ${done}`)).toEqual(['working 0', 'working 2', 'working 3', 'working 3', 'idle 3']);
    expect(shelf.delivered_).toEqual(['a', 'b', 'c']);
    expect(shelf.standing_).toMatchObject({ after: 3, log: { size: 3, rosters: 0 } });
  });

  test('keeps what the relay refuses, says why, and delivers the rest', async () => {
    const { relay, shelf, courier } = await road('a', 'b');
    relay.refuses = ({ body }) => (body.at(-1) === 97 ? 'too_large' : null);
    expect(await courier.go()).toMatchObject({ phase: 'refused', refusal: 'too_large', lastSuccess: 7 });
    expect(shelf.parcels.map(({ order }) => order)).toEqual(['a']);
    expect(shelf.delivered_).toEqual(['b']);
  });

  test('does not obey for ever a relay that names a new epoch every time', async () => {
    const { relay, shelf, courier } = await road();
    await courier.go();
    relay.before = () => relay.restore(HEX_TAG, 0);
    expect(await courier.go()).toMatchObject({ phase: 'refused', refusal: 'epoch_changed' });
    expect(shelf.restarts).toBe(3);
  });

  test('pushes a letter of the moment past the shelf, in line with its own questions, and refuses by the name that the relay gives', async () => {
    const { relay, shelf, courier } = await road('a', 'b');
    await Promise.all([courier.go(), courier.pushNow([parcel('now')]), courier.pushNow([parcel('then')])]);
    expect(relay.items(HEX_TAG)).toHaveLength(4);
    expect(shelf.standing_.log.size).toBe(4);
    relay.refuses = () => 'quota';
    await expect(courier.pushNow([parcel('later')])).rejects.toMatchObject({ name: 'quota' });
  });

  test('says offline, and nothing worse, when there is no connection', async () => {
    const { relay, courier } = await road('a');
    relay.away = true;
    expect(await courier.go()).toMatchObject({ phase: 'offline', refusal: null });
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
