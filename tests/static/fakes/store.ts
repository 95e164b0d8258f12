/** A store in memory that outlives the engine that used it. Rows are copied in and out, as a database does. */
import type { Entry, Store, TableName, Tables, Write } from '../../../static/src/store/store';

export class MemoryDatabase {
  readonly tables = new Map<TableName, Map<string, unknown>>();
  /** Every row that was ever written: a disk does not forget what a database deletes. */
  readonly everWritten: { readonly table: TableName; readonly key: string; readonly row: unknown }[] = [];
  /** Set by a test: thrown by the next commit, which then changes nothing. */
  failNextCommit: Error | null = null;
  /** Set by a test: sees what is about to be committed, and throws to prevent it. */
  beforeCommit: (writes: readonly Write[]) => void = () => undefined;

  table(name: TableName): Map<string, unknown> {
    const known = this.tables.get(name) ?? new Map<string, unknown>();
    this.tables.set(name, known);
    return known;
  }

  open(): Store {
    return new MemoryStore(this);
  }

  destroy(): Promise<void> {
    this.tables.clear();
    return Promise.resolve();
  }
}

class MemoryStore implements Store {
  readonly #database: MemoryDatabase;
  #closed = false;

  constructor(database: MemoryDatabase) {
    this.#database = database;
  }

  async get<Table extends TableName>(table: Table, key: string): Promise<Tables[Table] | undefined> {
    await this.#turn();
    return structuredClone(this.#database.table(table).get(key)) as Tables[Table] | undefined;
  }

  async page<Table extends TableName>(table: Table, after: string, limit: number): Promise<readonly Entry<Table>[]> {
    await this.#turn();
    const rows = [...this.#database.table(table)].filter(([key]) => key > after).sort(([one], [other]) => (one < other ? -1 : 1));
    return structuredClone(rows.slice(0, limit)) as unknown as readonly Entry<Table>[];
  }

  async among(table: TableName, keys: readonly string[]): Promise<ReadonlySet<string>> {
    await this.#turn();
    return new Set(keys.filter((key) => this.#database.table(table).has(key)));
  }

  async count(table: TableName): Promise<number> {
    await this.#turn();
    return this.#database.table(table).size;
  }

  async commit(writes: readonly Write[]): Promise<void> {
    const copies = structuredClone(writes);
    await this.#turn();
    const failure = this.#database.failNextCommit;
    this.#database.failNextCommit = null;
    if (failure !== null) throw failure;
    this.#database.beforeCommit(copies);
    for (const write of copies) {
      if ('put' in write) {
        this.#database.table(write.put).set(write.key, write.row);
        this.#database.everWritten.push({ table: write.put, key: write.key, row: write.row });
      } else this.#database.table(write.drop).delete(write.key);
    }
  }

  close(): void {
    this.#closed = true;
  }

  /** A database answers later, and a closed one not at all. */
  async #turn(): Promise<void> {
    if (this.#closed) throw new Error('the store is closed');
    await Promise.resolve();
  }
}
