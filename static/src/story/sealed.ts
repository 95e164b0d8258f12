/**
 * A table of sealed rows: what goes in and comes out as a value, and lies in the store as ciphertext only.
 */
import type { Canonical, Decoded } from '../format/canonical';
import { type Drop, type Put, type SealedRow, type Store, type TableName, type Tables, all } from '../store/store';
import type { Locker } from '../vault/locker';

export type SealedTableName = { readonly [Table in TableName]: Tables[Table] extends SealedRow ? Table : never }[TableName];

/** How a value becomes canonical bytes and back. Reading refuses `malformed`. */
export interface Codec<Value> {
  readonly write: (value: Value) => Canonical;
  readonly read: (decoded: Decoded) => Value;
}

export class SealedTable<Value> {
  readonly #store: Store;
  readonly #locker: Locker;
  readonly #table: SealedTableName;
  readonly #codec: Codec<Value>;

  constructor(store: Store, locker: Locker, table: SealedTableName, codec: Codec<Value>) {
    this.#store = store;
    this.#locker = locker;
    this.#table = table;
    this.#codec = codec;
  }

  /** To be committed by the caller, together with what belongs to it. */
  async put(key: string, value: Value): Promise<Put> {
    return { put: this.#table, key, row: await this.#locker.seal(this.#table, key, this.#codec.write(value)) };
  }

  /** Side by side: one row after the other waits for the browser each time. */
  putAll(values: Iterable<readonly [key: string, value: Value]>): Promise<readonly Put[]> {
    return Promise.all([...values].map(([key, value]) => this.put(key, value)));
  }

  drop(key: string): Drop {
    return { drop: this.#table, key };
  }

  async get(key: string): Promise<Value | null> {
    const row = await this.#store.get(this.#table, key);
    return row === undefined ? null : this.#open(key, row);
  }

  /** In the order of the keys. */
  async all(): Promise<ReadonlyMap<string, Value>> {
    const opened = new Map<string, Value>();
    for (const [key, row] of await all(this.#store, this.#table)) opened.set(key, await this.#open(key, row));
    return opened;
  }

  async #open(key: string, row: SealedRow): Promise<Value> {
    return this.#codec.read(await this.#locker.open(this.#table, key, row));
  }
}
