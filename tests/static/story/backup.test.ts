/** A phone whose storage was put back from an old copy, or was written by an earlier version: nothing is lost, and no place of a stream is written twice. */
import { beforeEach, describe, expect, test } from 'vitest';
import { hex, u32 } from '../../../static/src/format/bytes';
import { parseEnvelope } from '../../../static/src/format/open_envelope';
import { hash } from '../../../static/src/format/hash';
import { Kind } from '../../../static/src/format/item';
import type { Cursor, Held, Outgoing } from '../../../static/src/store/store';
import { type Crew, type Phone, crew } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

let people: Crew & { readonly tag: string };
beforeEach(async () => {
  const relay = await FakeRelay.start();
  people = { ...(await crew(relay)), tag: [...relay.teams.keys()].join() };
});

async function syncAll(...phones: readonly Phone[]): Promise<void> {
  for (const phone of phones) expect(await phone.engine.sync()).toMatchObject({ phase: 'idle' });
}
const answers = async (phone: Phone, record: string): Promise<Readonly<Record<string, unknown>>> =>
  Object.fromEntries((await phone.engine.testimony(record)).paths.map(({ path, values }) => [path.join('/'), values.map(({ x }) => x).join(' | ')]));
const quarantine = (phone: Phone): readonly string[] => [...phone.database.table('quarantine').values()].map((row) => (row as { refusal: string }).refusal);
const set = (phone: Phone, record: string, field: string, x: string): Promise<void> => phone.engine.edit(record, [{ path: [field], x, sawValueIds: [] }]);
/** The places of the streams that were written on the relay, each as text. */
const places = (relay: FakeRelay, tag: string): readonly string[] =>
  relay.items(tag).filter(({ kind }) => kind === Kind.change).map(({ body }) => ((one) => `${hex(one.stream)} ${hex(u32(one.chain))} ${one.seq}`)(parseEnvelope(body)));

describe('a coordinator whose phone is restored from an old backup', () => {
  test('goes on writing, and everybody reads what was written before and after', async () => {
    const { relay, tag, bilal, coordinator } = people;
    const { record } = await bilal.testify({ e_title: 'The bus' });
    await set(bilal, record, 'e_place', 'Mastung');
    await syncAll(bilal, coordinator);
    const copy = bilal.backup();
    await set(bilal, record, 'narrative', 'written after the copy');
    await syncAll(bilal, coordinator);
    bilal.restore(copy);
    await bilal.engine.unlock(bilal.passphrase);
    await set(bilal, record, 'e_other', 'گواہی, written from the copy');
    await syncAll(bilal, coordinator, bilal);
    const all = { e_title: 'The bus', e_place: 'Mastung', narrative: 'written after the copy', e_other: 'گواہی, written from the copy' };
    for (const phone of [bilal, coordinator]) {
      expect(await answers(phone, record)).toEqual(all);
      expect(quarantine(phone)).toEqual([]);
      expect((await phone.engine.overview()).queue).toMatchObject({ waiting: 0, conflicts: 0 });
    }
    expect(new Set(places(relay, tag)).size).toBe(places(relay, tag).length);
  });

  test('and who had not yet sent what it wrote after the copy, sends it from there: each item is one', async () => {
    const { relay, tag, bilal, coordinator } = people;
    const { record } = await bilal.testify({ e_title: 'The bus' });
    await syncAll(bilal, coordinator);
    relay.away = true;
    await set(bilal, record, 'e_place', 'Mastung');
    await bilal.engine.sync();
    const copy = bilal.backup();
    relay.away = false;
    await syncAll(bilal);
    const before = places(relay, tag);
    bilal.restore(copy);
    await bilal.engine.unlock(bilal.passphrase);
    await syncAll(bilal, coordinator);
    expect(places(relay, tag)).toEqual(before);
    expect(await answers(coordinator, record)).toEqual({ e_title: 'The bus', e_place: 'Mastung' });
    expect(await bilal.engine.overview()).toMatchObject({ findings: [], handed: { sealed: 0, readable: 1 } });
  });

  test('a documenter whose phone is restored offers again what it holds, and sees the same states', async () => {
    const { relay, tag, amina, bilal } = people;
    await amina.testify({ e_title: 'The bus' });
    await syncAll(amina, bilal);
    const copy = amina.backup();
    await amina.testify({ e_title: 'The car' });
    await syncAll(amina, bilal, amina);
    amina.restore(copy);
    await amina.engine.unlock(amina.passphrase);
    await syncAll(amina, bilal, amina);
    expect((await amina.engine.handed()).map(({ state }) => state)).toEqual(['readable']);
    expect((await bilal.engine.queue()).map(({ title }) => title).toSorted()).toEqual(['The bus', 'The car']);
    expect(new Set(places(relay, tag)).size).toBe(places(relay, tag).length);
  });
});

describe('a lock', () => {
  test('ends every stream: what is written after it begins a new one, and in between a stream goes on', async () => {
    const { relay, tag, bilal } = people;
    const { record } = await bilal.testify({ e_title: 'One' });
    await set(bilal, record, 'e_place', 'Two');
    await bilal.reopen();
    await set(bilal, record, 'narrative', 'Three');
    await syncAll(bilal);
    const seqs = places(relay, tag).map((place) => Number(place.split(' ')[2]));
    expect(seqs).toEqual([0, 1, 0]);
  });

  test('and a change that could not be kept ends one too, so that its place is never written again', async () => {
    const { relay, tag, bilal } = people;
    const { record } = await bilal.testify({ e_title: 'One' });
    await syncAll(bilal);
    bilal.database.failNextCommit = new Error('the disk is gone');
    await expect(set(bilal, record, 'e_place', 'lost')).rejects.toThrow('the disk is gone');
    await set(bilal, record, 'e_place', 'kept');
    await syncAll(bilal);
    expect(places(relay, tag).map((place) => Number(place.split(' ')[2]))).toEqual([0, 0]);
    expect(await answers(bilal, record)).toMatchObject({ e_place: 'kept' });
  });
});

describe('a phone with the storage of version 0.1.0', () => {
  /** As that version left it: no state of a log, and ids made without the mailbox, in the rows themselves. */
  function makeOld(phone: Phone): void {
    const old = ({ kind, body }: Outgoing | Held): string => hex(hash('item', Uint8Array.of(kind), body));
    const { database } = phone;
    const { log: _log, past: _past, ...cursor } = database.table('feed').get('cursor') as Cursor;
    database.table('feed').set('cursor', cursor);
    for (const table of ['outbox', 'inbox'] as const) {
      for (const [key, row] of database.table(table)) database.table(table).set(key, { ...(row as Outgoing), itemId: old(row as Outgoing), number: undefined });
    }
    for (const [key, row] of [...database.table('held')]) {
      database.table('held').delete(key);
      database.table('held').set(old(row as Held), row);
    }
  }

  test('of a documenter or a coordinator goes on: all is sent, read once, and proven', async () => {
    const { relay, tag, amina, bilal, coordinator } = people;
    await amina.testify({ e_title: 'The bus' });
    await syncAll(amina, bilal, coordinator, amina);
    relay.away = true;
    await amina.testify({ e_title: 'The car' });
    await amina.engine.sync();
    for (const phone of [amina, bilal]) {
      phone.kill();
      makeOld(phone);
    }
    relay.away = false;
    for (const phone of [amina, bilal]) await phone.engine.unlock(phone.passphrase);
    await syncAll(amina, bilal, amina);
    expect((await amina.engine.handed()).map(({ state }) => state)).toEqual(['readable', 'readable']);
    expect((await bilal.engine.overview()).queue).toEqual({ records: 2, conflicts: 0, waiting: 0, quarantined: 0, unmatched: 0 });
    expect((bilal.database.table('feed').get('cursor') as Cursor).log?.size).toBe(relay.items(tag).length);
    expect((await bilal.engine.overview()).findings).toEqual([]);
    await syncAll(coordinator);
    // And is restarted from there as any other.
    const before = new Set(relay.items(tag).map(({ id }) => id));
    relay.restore(tag, 3);
    await syncAll(bilal, amina, coordinator, bilal);
    expect(new Set(relay.items(tag).map(({ id }) => id))).toEqual(before);
  });
});
