/** Held back: what is sealed goes out together, at a random moment, unless a person wants it at once. */
import { expect, test } from 'vitest';
import { type Bytes, brand, concat, utf8 } from '../../../static/src/format/bytes';
import { plainHash } from '../../../static/src/format/hash';
import { verify } from '../../../static/src/seal/signing';
import { Courier } from '../../../static/src/sync/courier';
import { type KnownLog, NO_LOG, type Standing } from '../../../static/src/sync/evidence';
import type { Parcel, Shelf } from '../../../static/src/sync/shelf';
import { Relay } from '../../../static/src/sync/transport';
import { FakeRelay } from '../fakes/relay';

const TAG = brand<never>(new Uint8Array(16));
const TOKEN = new Uint8Array(16).fill(1);
const MINUTE = 60_000;
const parcel = (order: string): Parcel => ({ kind: 1, body: concat(utf8('GWC1'), Uint8Array.of(1, 0), TAG, utf8(order)), mailbox: null, order });

interface Held {
  readonly courier: Courier;
  readonly clock: { now: number };
  /** What the relay has, in its order. */
  readonly sent: string[];
  readonly seal: (order: string) => void;
  /** The courier's own timer. */
  readonly ring: () => Promise<void>;
  readonly media: { count: number };
}

/** A courier whose team wants a delay of up to an hour; `chance` is how much of it is drawn. */
async function held(chance: number, before: readonly string[] = [], delayMinutes = 60): Promise<Held> {
  const relay = await FakeRelay.start();
  const way = new Relay('http://relay', relay.send);
  await way.createTeam(TAG, new Uint8Array(32), plainHash(TOKEN), null);
  const { relayPk } = await way.health();
  const clock = { now: 0 };
  const sent: string[] = [];
  const media = { count: 0 };
  let parcels = before.map(parcel);
  let standing: Standing = { epoch: null, after: 0, log: NO_LOG };
  let timer = (): void => undefined;
  const shelf: Shelf = {
    waiting: async () => parcels.length,
    batch: async (after) => parcels.filter(({ order }) => order > after),
    delivered: async (gone: readonly Parcel[], epoch: Bytes, log: KnownLog) => {
      sent.push(...gone.map(({ order }) => order));
      parcels = parcels.filter((one) => !gone.includes(one));
      standing = { ...standing, epoch, log };
    },
    standing: () => standing,
    mailboxes: () => [],
    pageItems: () => 500,
    arrived: async (page) => {
      standing = { ...standing, epoch: page.epoch, after: page.next, log: page.log };
    },
    open: async () => false,
    rewind: async () => undefined,
    restart: async () => undefined,
    reached: async () => undefined,
  };
  const later = (_milliseconds: number, work: () => void): (() => void) => {
    timer = work;
    return () => undefined;
  };
  const afterwards = async (): Promise<boolean> => {
    media.count += 1;
    return false;
  };
  const road = { mailroom: way.at(TAG, TOKEN), shelf, signer: () => ({ teamTag: TAG, relayPk, verify }), later, afterwards };
  const mood = { now: () => clock.now, chance: () => chance, usualPause: () => 20_000, longestDelay: () => delayMinutes * MINUTE, renewed: () => Promise.resolve(false) };
  const courier = new Courier({ ...road, ...mood, tell: () => undefined, report: (cause) => expect.unreachable(String(cause)) }, null);
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 200 && courier.state.phase !== 'idle'; turn += 1) await new Promise((resume) => setTimeout(resume, 1));
    expect(courier.state.phase).toBe('idle');
  };
  const ring = async (): Promise<void> => {
    timer();
    await new Promise((resume) => setTimeout(resume, 1));
    await settled();
  };
  courier.wake();
  await new Promise((resume) => setTimeout(resume, 1));
  await settled();
  return { courier, clock, sent, seal: (order) => void (parcels = [...parcels, parcel(order)]), ring, media };
}

test('nobody who watches the relay learns when a testimony was sealed: what comes meanwhile goes in one batch at a moment that was drawn', async () => {
  const { courier, clock, sent, seal, ring, media } = await held(0.5);
  seal('a');
  const rested = media.count;
  await ring();
  expect([sent, courier.state.delayed, media.count]).toEqual([[], true, rested]);
  clock.now = 29 * MINUTE;
  seal('b');
  await ring();
  expect(sent).toEqual([]);
  clock.now = 30 * MINUTE;
  await ring();
  expect([sent, courier.state.delayed]).toEqual([['a', 'b'], false]);
  seal('c');
  await ring();
  expect([sent, courier.state.delayed]).toEqual([['a', 'b'], true]);
});

test('a person who cannot wait sends at once', async () => {
  const { courier, sent, seal, ring } = await held(1);
  seal('a');
  await ring();
  expect(sent).toEqual([]);
  expect(await courier.go()).toMatchObject({ phase: 'idle', delayed: false });
  expect(sent).toEqual(['a']);
});

test('what waited when the app was opened is not kept waiting until it is closed again', async () => {
  const { sent } = await held(1, ['a', 'b']);
  expect(sent).toEqual(['a', 'b']);
});

test('a team that wants no delay has none', async () => {
  const { sent, seal, ring } = await held(1, [], 0);
  seal('a');
  await ring();
  expect(sent).toEqual(['a']);
});
