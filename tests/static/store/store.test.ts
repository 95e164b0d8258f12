/**
 * The contract of a store. It runs here on the one in memory, which every other test trusts; the one of the browser keeps to it in the journeys, where
 * there is a browser.
 */
import { describe, expect, test } from 'vitest';
import { type Outgoing, TABLES, all, orderKey } from '../../../static/src/store/store';
import { MemoryDatabase } from '../fakes/store';

const parcel = (text: string): Outgoing => ({ kind: 1, body: new TextEncoder().encode(text), mailbox: null, own: true });

describe('a store', () => {
  test('gives rows in the order of their keys, page by page', async () => {
    const store = new MemoryDatabase().open();
    await store.commit([10, 2, 1].map((number) => ({ put: 'outbox', key: orderKey(number), row: parcel(`گواہی ${number}`) }) as const));
    expect((await all(store, 'outbox')).map(([, { body }]) => new TextDecoder().decode(body))).toEqual(['گواہی 1', 'گواہی 2', 'گواہی 10']);
    const [first] = await store.page('outbox', '', 1);
    expect(await store.page('outbox', first?.[0] ?? '', 1)).toMatchObject([[orderKey(2), { body: new TextEncoder().encode('گواہی 2') }]]);
    expect(await store.count('outbox')).toBe(3);
    expect(await store.get('outbox', orderKey(3))).toBeUndefined();
  });

  test('commits all writes or none', async () => {
    const database = new MemoryDatabase();
    const store = database.open();
    await store.commit([{ put: 'outbox', key: 'a', row: parcel('a') }]);
    database.failNextCommit = new Error('full');
    await expect(store.commit([{ drop: 'outbox', key: 'a' }, { put: 'outbox', key: 'b', row: parcel('b') }])).rejects.toThrow('full');
    expect((await all(store, 'outbox')).map(([key]) => key)).toEqual(['a']);
  });

  test('keeps copies: what the caller changes afterwards is not what was kept', async () => {
    const store = new MemoryDatabase().open();
    const row = parcel('kept');
    const writing = store.commit([{ put: 'outbox', key: 'a', row }]);
    row.body.fill(0);
    await writing;
    expect((await store.get('outbox', 'a'))?.body).toEqual(new TextEncoder().encode('kept'));
  });

  test('outlives whoever opened it', async () => {
    const database = new MemoryDatabase();
    const store = database.open();
    await store.commit([{ put: 'counters', key: 'order', row: 7 }]);
    store.close();
    await expect(store.count('counters')).rejects.toThrow();
    expect(await database.open().get('counters', 'order')).toBe(7);
  });

  test('names every table once', () => {
    expect(new Set(TABLES).size).toBe(TABLES.length);
  });
});
