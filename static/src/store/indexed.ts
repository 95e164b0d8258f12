/**
 * The store of the browser: IndexedDB. Every commit is one transaction with strict durability, because what is kept here is evidence
 * (Chrome's default since 121 is relaxed; strict costs about twice as much and survives a power cut).
 */
import { type DBSchema, type IDBPDatabase, deleteDB, openDB } from 'idb';
import { Refusal } from '../format/refusals';
import { type Bytes, present } from '../format/bytes';
import { type Entry, type Space, type Store, TABLES, type TableName, type Tables, type Write } from './store';

/** Whoever opens a seized phone reads these names without any key, so they say nothing. */
const NAME = 'app';
/** What it was called in 0.1.0. A database cannot be given another name, so a phone that has one keeps it. */
const FORMER_NAME = 'gawahi';
/** Higher with every table that is added or goes. */
const VERSION = 6;
type SealedName = { readonly [Table in TableName]: Tables[Table] extends Bytes ? Table : never }[TableName];
/** What is sealed before it comes here, all of it; everything else is sealed here. */
const SEALED: Readonly<Record<SealedName, true>> = {
  self: true,
  roster: true,
  changes: true,
  streams: true,
  identities: true,
  drafts: true,
  slices: true,
  handed: true,
  own: true,
  kept: true,
  seen: true,
  invites: true,
  requests: true,
  proposals: true,
  compared: true,
  granted: true,
  fetched: true,
  findings: true,
  forms: true,
  openings: true,
  replies: true,
};
/** getAll takes an unsigned 32-bit count. */
const LARGEST_COUNT = 0xffff_ffff;

/** A table of items or numbers is sealed here; what is bytes is sealed already. Rows of version 0.1.0 are as they were. */
type Schema = DBSchema & { readonly [Table in TableName]: { key: string; value: Tables[Table] | Bytes } };
type Database = IDBPDatabase<Schema>;

class IndexedStore implements Store {
  /** Null after the browser has closed the connection (iOS does, under memory pressure): the next call opens it again. */
  #database: Promise<Database> | null = null;
  #closed = false;
  readonly #space: Space;

  constructor(space: Space) {
    this.#space = space;
  }

  async get<Table extends TableName>(table: Table, key: string): Promise<Tables[Table] | undefined> {
    const row = await (await this.#connect()).get(table, this.#space.prefix + key);
    return row === undefined ? undefined : this.#opened(table, key, row);
  }

  async page<Table extends TableName>(table: Table, after: string, limit: number): Promise<readonly Entry<Table>[]> {
    const transaction = (await this.#connect()).transaction(table, 'readonly');
    const range = this.#after(after);
    const count = Math.min(limit, LARGEST_COUNT);
    const [keys, rows] = await Promise.all([transaction.store.getAllKeys(range, count), transaction.store.getAll(range, count)]);
    const names = keys.map((key) => key.slice(this.#space.prefix.length));
    return Promise.all(names.map(async (name, index): Promise<Entry<Table>> => [name, await this.#opened(table, name, present(rows[index]))]));
  }

  async among(table: TableName, keys: readonly string[]): Promise<ReadonlySet<string>> {
    const { store } = (await this.#connect()).transaction(table, 'readonly');
    const found = await Promise.all(keys.map((key) => store.getKey(this.#space.prefix + key)));
    return new Set(found.flatMap((key) => (key === undefined ? [] : [key.slice(this.#space.prefix.length)])));
  }

  async count(table: TableName): Promise<number> {
    return (await this.#connect()).count(table, this.#after(''));
  }

  async commit(writes: readonly Write[]): Promise<void> {
    if (writes.length === 0) return;
    const { prefix } = this.#space;
    // Before the transaction begins: it ends by itself while anything else is waited for.
    const rows = await Promise.all(writes.map(async (write) => ('put' in write ? this.#sealed(write.put, write.key, write.row) : null)));
    const database = await this.#connect();
    const tables = [...new Set(writes.map((write) => ('put' in write ? write.put : write.drop)))];
    const transaction = database.transaction(tables, 'readwrite', { durability: 'strict' });
    const requests = writes.map((write, index) =>
      'put' in write ? transaction.objectStore(write.put).put(present(rows[index] ?? undefined), prefix + write.key) : transaction.objectStore(write.drop).delete(prefix + write.key),
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

  /** All names of this space behind this one. No name has a letter above 'z'. */
  #after(name: string): IDBKeyRange {
    const { prefix } = this.#space;
    return IDBKeyRange.bound(prefix + name, `${prefix}{`, true);
  }

  async #sealed(table: TableName, name: string, row: Tables[TableName]): Promise<Bytes> {
    if (row instanceof Uint8Array) return row;
    // A row of ours is a number or an object of bytes, numbers and text; what is undefined in it is not written.
    const given = typeof row === 'number' ? row : Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
    return this.#space.rows.seal(table, name, given);
  }

  async #opened<Table extends TableName>(table: Table, name: string, row: unknown): Promise<Tables[Table]> {
    const isOpaque = row instanceof Uint8Array && !Object.hasOwn(SEALED, table);
    // Written above by this same program, and authenticated under a key that nobody else has.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return (isOpaque ? await this.#space.rows.open(table, name, row) : row) as Tables[Table];
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
      return await openDB<Schema>(await nameHere(), VERSION, {
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

async function nameHere(): Promise<string> {
  return ((await indexedDB.databases?.()) ?? []).some(({ name }) => name === FORMER_NAME) ? FORMER_NAME : NAME;
}

export function openIndexedStore(space: Space): Store {
  return new IndexedStore(space);
}

export async function destroyIndexedStore(): Promise<void> {
  await deleteDB(await nameHere());
}
