/**
 * The store of the browser: IndexedDB. Every commit is one transaction with strict durability, because what is kept here is evidence
 * (Chrome's default since 121 is relaxed; strict costs about twice as much and survives a power cut).
 */
import { type DBSchema, type IDBPDatabase, deleteDB, openDB } from 'idb';
import { Refusal } from '../format/refusals';
import { type Entry, type Store, TABLES, type TableName, type Tables, type Write } from './store';

const NAME = 'gawahi';
/** Higher with every table that is added or goes. */
const VERSION = 4;
/** getAll takes an unsigned 32-bit count. */
const LARGEST_COUNT = 0xffff_ffff;

type Schema = DBSchema & { readonly [Table in TableName]: { key: string; value: Tables[Table] } };
type Database = IDBPDatabase<Schema>;

class IndexedStore implements Store {
  /** Null after the browser has closed the connection (iOS does, under memory pressure): the next call opens it again. */
  #database: Promise<Database> | null = null;
  #closed = false;

  async get<Table extends TableName>(table: Table, key: string): Promise<Tables[Table] | undefined> {
    // The schema says so for each table by its name; the compiler cannot say it for all of them at once.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return (await this.#connect()).get(table, key) as Promise<Tables[Table] | undefined>;
  }

  async page<Table extends TableName>(table: Table, after: string, limit: number): Promise<readonly Entry<Table>[]> {
    const transaction = (await this.#connect()).transaction(table, 'readonly');
    const range = IDBKeyRange.lowerBound(after, true);
    const count = Math.min(limit, LARGEST_COUNT);
    const [keys, rows] = await Promise.all([transaction.store.getAllKeys(range, count), transaction.store.getAll(range, count)]);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
    return keys.map((key, index) => [key, rows[index] as Tables[Table]]);
  }

  async among(table: TableName, keys: readonly string[]): Promise<ReadonlySet<string>> {
    const { store } = (await this.#connect()).transaction(table, 'readonly');
    const found = await Promise.all(keys.map((key) => store.getKey(key)));
    return new Set(found.filter((key) => key !== undefined));
  }

  async count(table: TableName): Promise<number> {
    return (await this.#connect()).count(table);
  }

  async commit(writes: readonly Write[]): Promise<void> {
    if (writes.length === 0) return;
    const database = await this.#connect();
    const tables = [...new Set(writes.map((write) => ('put' in write ? write.put : write.drop)))];
    const transaction = database.transaction(tables, 'readwrite', { durability: 'strict' });
    const requests = writes.map((write) =>
      'put' in write ? transaction.objectStore(write.put).put(write.row, write.key) : transaction.objectStore(write.drop).delete(write.key),
    );
    // A request that fails aborts the transaction; its own rejection says no more than that of `done`.
    const settled = Promise.allSettled(requests);
    try {
      await transaction.done;
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === 'QuotaExceededError') throw new Refusal('device_full', '', cause);
      throw cause;
    } finally {
      await settled;
    }
  }

  close(): void {
    this.#closed = true;
    const database = this.#database;
    this.#database = null;
    void database?.then((open) => open.close());
  }

  #connect(): Promise<Database> {
    if (this.#closed) throw new Error('the store is closed');
    this.#database ??= this.#open();
    return this.#database;
  }

  async #open(): Promise<Database> {
    const forget = (): void => {
      this.#database = null;
    };
    try {
      return await openDB<Schema>(NAME, VERSION, {
        upgrade(database) {
          // From whatever version: what is there stays as it is, but for tables that are used no more.
          const before = [...database.objectStoreNames];
          for (const table of TABLES) if (!before.includes(table)) database.createObjectStore(table);
          for (const table of before) if (!TABLES.includes(table)) database.deleteObjectStore(table);
        },
        // Another tab wants to upgrade or to erase: stand aside.
        blocking: () => {
          const connection = this.#database;
          forget();
          void connection?.then((database) => database.close());
        },
        terminated: forget,
      });
    } catch (cause) {
      forget();
      throw new Refusal('storage_refused', 'no database', cause);
    }
  }
}

export function openIndexedStore(): Store {
  return new IndexedStore();
}

export function destroyIndexedStore(): Promise<void> {
  return deleteDB(NAME);
}
