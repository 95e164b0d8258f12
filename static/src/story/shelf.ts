/**
 * The shelf: opaque parcels on this device, waiting to go out, just arrived, or held because the relay has them. What the courier sees of the store.
 */
import { type Bytes, hex } from '../format/bytes';
import { type Checkpoint, NO_CHECKPOINT } from '../format/envelope';
import { type Kind, itemId } from '../format/item';
import { seenRoot } from '../format/log';
import { type Cursor, type Entry, type Incoming, type Parcel as Item, type PastEpoch, type Put, type Store, type Write, all, orderKey } from '../store/store';
import { type KnownLog, NO_LOG, type ProvenPage, type Standing } from '../sync/evidence';
import type { Parcel } from '../sync/shelf';

/** One push, small enough for a slow network to be through in two minutes. */
const BATCH_ITEMS = 100;
const BATCH_BYTES = 256 << 10;
/** Places in the outbox: what is only offered again goes after what nobody else has. */
const OWN = '1-';
const FROM_OTHERS = '2-';
const START: Cursor = { epoch: null, after: 0, arrival: 0, lastSuccess: null };
/** So many histories that count no more are remembered. */
const MOST_PAST = 100;

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
  #cursor: Required<Cursor>;
  /** Roots of this epoch's log that this device verified since it was unlocked, by size. */
  readonly passed = new Map<number, Bytes>();
  /** Ids of what lies in the inbox. */
  readonly #inbox: Set<string>;
  /** Whether something may have become readable since the inbox was last gone through. */
  fresh = true;

  private constructor(store: Store, order: number, cursor: Required<Cursor>, inbox: Set<string>) {
    this.#store = store;
    this.#order = order;
    this.#cursor = cursor;
    this.#inbox = inbox;
    this.passed.set(cursor.log.size, cursor.log.root);
  }

  static async open(store: Store): Promise<Shelves> {
    const row = (await store.get('feed', 'cursor')) ?? START;
    // What was read before there was a log is read once more, to be proven.
    const { after, log } = row.log === undefined ? { after: 0, log: NO_LOG } : { after: row.after, log: row.log };
    const order = (await store.get('counters', 'order')) ?? 0;
    return new Shelves(store, order, { ...row, after, log, past: row.past ?? [] }, new Set((await all(store, 'inbox')).map(([, incoming]) => hex(itemId(incoming)))));
  }

  get lastSuccess(): number | null {
    return this.#cursor.lastSuccess;
  }

  get standing(): Standing {
    return this.#cursor;
  }

  /** Histories that this device was shown before, oldest first. */
  get past(): readonly PastEpoch[] {
    return this.#cursor.past;
  }

  /** What a change says of the log that its author saw. */
  get seen(): Checkpoint {
    const { epoch, log } = this.#cursor;
    return epoch === null || log.size === 0 ? NO_CHECKPOINT : { size: log.size, root: seenRoot(epoch, log.root) };
  }

  get inboxSize(): number {
    return this.#inbox.size;
  }

  // ---- out
  /** To be committed by the caller, together; the relay gets them in this order. */
  outgoing(letters: readonly Letter[]): readonly Put[] {
    const puts = letters.map((letter, index): Put => {
      return { put: 'outbox', key: OWN + orderKey(this.#order + index), row: { ...letter, own: true } };
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
      parcels.push({ kind: row.kind, body: row.body, mailbox: row.mailbox, order });
    }
    return parcels;
  }

  async delivered(parcels: readonly Parcel[], epoch: Bytes, log: KnownLog): Promise<void> {
    const writes: Write[] = [];
    for (const { order, kind, body, mailbox } of parcels) {
      const row = await this.#store.get('outbox', order);
      const id = hex(itemId({ kind, body, mailbox }));
      writes.push({ drop: 'outbox', key: order }, { put: 'held', key: id, row: { kind, body, mailbox, order, own: row?.own ?? true } });
    }
    await this.#move({ ...this.#cursor, epoch, log }, writes);
  }

  /** Whether the relay's log was proven to hold it. */
  async isHeld(id: Bytes): Promise<boolean> {
    return (await this.#store.get('held', hex(id)))?.own === true;
  }

  // ---- in
  async arrived({ epoch, next, items, log }: ProvenPage): Promise<void> {
    const writes: Write[] = [];
    const added = new Set<string>();
    let { arrival } = this.#cursor;
    const known = await this.#known(items.map(({ itemId: id }) => hex(id)));
    for (const { kind, body, mailbox, number, itemId: bytes } of items) {
      const id = hex(bytes);
      if (this.#inbox.has(id) || added.has(id) || known.has(id)) continue;
      writes.push({ put: 'inbox', key: orderKey(arrival), row: { kind, body, mailbox, number } });
      added.add(id);
      arrival += 1;
    }
    await this.#move({ ...this.#cursor, epoch, after: next, arrival, log }, writes);
    for (const id of added) this.#inbox.add(id);
    if (added.size > 0) this.fresh = true;
  }

  async #known(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set([...(await this.#store.among('held', ids)), ...(await this.#store.among('quarantine', ids))]);
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
    const consider = (order: string, { kind, body, mailbox, number }: Incoming, drop: readonly Write[]): void => {
      const item = { kind, body, mailbox, ...(number === undefined ? {} : { number }) };
      if (!order.startsWith(FROM_OTHERS) || !isWanted(item)) return;
      found.set(hex(itemId(item)), [...drop, { put: 'inbox', key: order.slice(FROM_OTHERS.length), row: item }]);
    };
    for await (const [order, row] of pages(this.#store, 'outbox')) consider(order, row, []);
    for await (const [id, row] of pages(this.#store, 'held')) consider(row.order, row, [{ drop: 'held', key: id }]);
    for (const write of pending) {
      if ('put' in write && write.put === 'held') consider(write.row.order, write.row, [{ drop: 'held', key: write.key }]);
    }
    return { writes: [...found.values()].flat(), ids: [...found.keys()] };
  }

  /** After the commit. */
  tookBack(ids: readonly string[]): void {
    for (const id of ids) this.#inbox.add(id);
  }

  /**
   * Everything is offered again, in the order in which it once went out or came in; the feed is read from its start, and what its log had proven
   * counts no more. `pending` are writes in the same transaction.
   */
  async restart(epoch: Bytes, rosterSeq: number, pending: readonly Write[]): Promise<void> {
    const { epoch: before, past } = this.#cursor;
    const writes: Write[] = [...pending];
    for (const [id, { order, kind, body, mailbox, own }] of await all(this.#store, 'held')) {
      writes.push({ drop: 'held', key: id }, { put: 'outbox', key: order, row: { kind, body, mailbox, own } });
    }
    const shown = before === null ? past : [...past, { epoch: before, rosterSeq }].slice(-MOST_PAST);
    await this.#move({ ...this.#cursor, epoch, after: 0, log: NO_LOG, past: shown }, writes);
    this.passed.clear();
  }

  /** The feed is read from its start again: this device may now see more of it, or something of it was withheld. */
  async rewind(): Promise<void> {
    await this.#move({ ...this.#cursor, after: 0, log: { ...this.#cursor.log, rosters: 0 } });
  }

  async reached(time: number): Promise<void> {
    await this.#move({ ...this.#cursor, lastSuccess: time });
  }

  /** What others sent and was opened is held too: each device can give back to a relay what it has lost. */
  held(arrival: string, id: string, { kind, body, mailbox, number }: Incoming): Put {
    const placed = number === undefined ? {} : { number };
    return { put: 'held', key: id, row: { kind, body, mailbox, order: FROM_OTHERS + arrival, own: false, ...placed } };
  }

  async #move(cursor: Required<Cursor>, writes: readonly Write[] = []): Promise<void> {
    await this.#store.commit([...writes, { put: 'feed', key: 'cursor', row: cursor }]);
    this.#cursor = cursor;
    this.passed.set(cursor.log.size, cursor.log.root);
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
