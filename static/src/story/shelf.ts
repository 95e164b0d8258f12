/**
 * The shelf: opaque parcels on this device, waiting to go out, just arrived, or held because the relay has them. What the courier sees of the store.
 */
import { type Bytes, brand, hex, u8 } from '../format/bytes';
import { hash } from '../format/hash';
import { type ItemId, type Kind, itemId } from '../format/item';
import { type Cursor, type Entry, type Incoming, type Parcel as Item, type Put, type Store, type Write, all, orderKey } from '../store/store';
import type { Parcel } from '../sync/courier';
import type { Page } from '../sync/transport';
import { idFromHex } from './names';

/** One push, small enough for a slow network to be through in two minutes. */
const BATCH_ITEMS = 100;
const BATCH_BYTES = 256 << 10;
/** Places in the outbox: what is only offered again goes after what nobody else has. */
const OWN = '1-';
const FROM_OTHERS = '2-';
const START: Cursor = { epoch: null, after: 0, arrival: 0, lastSuccess: null };

export interface Letter {
  readonly kind: Kind;
  readonly body: Bytes;
  readonly mailbox: Bytes | null;
}

/** Items that go back into the inbox: the writes for it, and afterwards their ids for `tookBack`. */
export interface TakenBack {
  readonly writes: readonly Write[];
  readonly ids: readonly string[];
}

export class Shelves {
  readonly #store: Store;
  /** Place of the next parcel that goes out. */
  #order: number;
  #cursor: Cursor;
  /** Ids of what lies in the inbox. */
  readonly #inbox: Set<string>;
  /** Whether something may have become readable since the inbox was last gone through. */
  fresh = true;

  private constructor(store: Store, order: number, cursor: Cursor, inbox: Set<string>) {
    this.#store = store;
    this.#order = order;
    this.#cursor = cursor;
    this.#inbox = inbox;
  }

  static async open(store: Store): Promise<Shelves> {
    const cursor = (await store.get('feed', 'cursor')) ?? START;
    const order = (await store.get('counters', 'order')) ?? 0;
    return new Shelves(store, order, cursor, new Set((await all(store, 'inbox')).map(([, incoming]) => incoming.itemId)));
  }

  get cursor(): Cursor {
    return this.#cursor;
  }

  get inboxSize(): number {
    return this.#inbox.size;
  }

  // ---- out
  /** To be committed by the caller, together; the relay gets them in this order. */
  outgoing(letters: readonly Letter[]): readonly Put[] {
    const puts = letters.map((letter, index): Put => {
      const row = { ...letter, itemId: hex(itemId(letter.kind, letter.body)), own: true };
      return { put: 'outbox', key: OWN + orderKey(this.#order + index), row };
    });
    this.#order += letters.length;
    return [...puts, { put: 'counters', key: 'order', row: this.#order }];
  }

  waiting(): Promise<number> {
    return this.#store.count('outbox');
  }

  async batch(after: string): Promise<readonly Parcel[]> {
    const parcels: Parcel[] = [];
    let size = 0;
    for (const [order, row] of await this.#store.page('outbox', after, BATCH_ITEMS)) {
      size += row.body.length;
      if (size > BATCH_BYTES && parcels.length > 0) break;
      parcels.push({ kind: row.kind, body: row.body, mailbox: row.mailbox, itemId: brand<ItemId>(idFromHex(row.itemId, 32)), order });
    }
    return parcels;
  }

  async delivered(parcels: readonly Parcel[]): Promise<void> {
    const writes: Write[] = [];
    for (const { order, itemId: id, kind, body, mailbox } of parcels) {
      const row = await this.#store.get('outbox', order);
      writes.push({ drop: 'outbox', key: order }, { put: 'held', key: hex(id), row: { kind, body, mailbox, order, own: row?.own ?? true } });
    }
    await this.#store.commit(writes);
  }

  /** Whether the relay has given its receipt for it. */
  async isHeld(id: Bytes): Promise<boolean> {
    return (await this.#store.get('held', hex(id)))?.own === true;
  }

  // ---- in
  async arrived(page: Page): Promise<void> {
    const writes: Write[] = [];
    const added: string[] = [];
    let { arrival } = this.#cursor;
    for (const { kind, body, mailbox } of page.items) {
      // Also of a kind that there is not: it is set aside under the id that the relay gave its receipt for.
      const id = hex(hash('item', u8(kind), body));
      if (this.#inbox.has(id) || added.includes(id) || (await this.#isKnown(id))) continue;
      writes.push({ put: 'inbox', key: orderKey(arrival), row: { kind, body, mailbox, itemId: id } });
      added.push(id);
      arrival += 1;
    }
    const cursor = { ...this.#cursor, epoch: page.epoch, after: page.next, arrival };
    await this.#store.commit([...writes, this.#moveTo(cursor)]);
    this.#cursor = cursor;
    for (const id of added) this.#inbox.add(id);
    if (added.length > 0) this.fresh = true;
  }

  async #isKnown(id: string): Promise<boolean> {
    return (await this.#store.get('held', id)) !== undefined || (await this.#store.get('quarantine', id)) !== undefined;
  }

  /** After its writes were committed by whoever opened it. */
  opened(id: string): void {
    this.#inbox.delete(id);
  }

  /**
   * What others sent, was opened and may now say more: back to its old place in the inbox. `pending` are writes before it in the caller's transaction.
   * What is just being offered to the relay again stays in the outbox as well.
   */
  async takeBack(isWanted: (item: Item) => boolean, pending: readonly Write[]): Promise<TakenBack> {
    const found = new Map<string, Write[]>();
    const consider = (id: string, order: string, { kind, body, mailbox }: Item, drop: readonly Write[]): void => {
      if (!order.startsWith(FROM_OTHERS) || !isWanted({ kind, body, mailbox })) return;
      found.set(id, [...drop, { put: 'inbox', key: order.slice(FROM_OTHERS.length), row: { kind, body, mailbox, itemId: id } }]);
    };
    for await (const [order, row] of pages(this.#store, 'outbox')) consider(row.itemId, order, row, []);
    for await (const [id, row] of pages(this.#store, 'held')) consider(id, row.order, row, [{ drop: 'held', key: id }]);
    for (const write of pending) {
      if ('put' in write && write.put === 'held') consider(write.key, write.row.order, write.row, [{ drop: 'held', key: write.key }]);
    }
    return { writes: [...found.values()].flat(), ids: [...found.keys()] };
  }

  /** After the commit. */
  tookBack(ids: readonly string[]): void {
    for (const id of ids) this.#inbox.add(id);
  }

  /** Everything is offered again, in the order in which it once went out or came in; the feed is read from its start. */
  async restart(epoch: Bytes): Promise<void> {
    const cursor = { ...this.#cursor, epoch, after: 0 };
    const writes: Write[] = [this.#moveTo(cursor)];
    for (const [id, { order, kind, body, mailbox, own }] of await all(this.#store, 'held')) {
      writes.push({ drop: 'held', key: id }, { put: 'outbox', key: order, row: { kind, body, mailbox, itemId: id, own } });
    }
    await this.#store.commit(writes);
    this.#cursor = cursor;
  }

  /** The feed is read from its start again, because this device may now see more of it. */
  async rewind(): Promise<void> {
    await this.#setCursor({ ...this.#cursor, after: 0 });
  }

  async reached(time: number): Promise<void> {
    await this.#setCursor({ ...this.#cursor, lastSuccess: time });
  }

  /** What others sent and was opened is held too: each device can give back to a relay what it has lost. */
  held(arrival: string, { itemId: id, kind, body, mailbox }: Incoming): Put {
    return { put: 'held', key: id, row: { kind, body, mailbox, order: FROM_OTHERS + arrival, own: false } };
  }

  async #setCursor(cursor: Cursor): Promise<void> {
    await this.#store.commit([this.#moveTo(cursor)]);
    this.#cursor = cursor;
  }

  #moveTo(cursor: Cursor): Put {
    return { put: 'feed', key: 'cursor', row: cursor };
  }
}

/** Every row of a table, a few hundred in memory at a time. */
async function* pages<Table extends 'outbox' | 'held'>(store: Store, table: Table): AsyncGenerator<Entry<Table>> {
  let after = '';
  for (;;) {
    const page = await store.page(table, after, 500);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last[0];
  }
}
