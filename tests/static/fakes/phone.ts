/** A person's device: an engine over files and a database in memory, and the same device again after its engine was killed. */
import { isRefusal } from '../../../static/src/format/refusals';
import type { Bytes } from '../../../static/src/format/bytes';
import type { Answer, Answers, Draft, JourneyEvent, SealField } from '../../../static/src/journey';
import type { Handed } from '../../../static/src/journey/own';
import type { Space, TableName } from '../../../static/src/store/store';
import { Engine } from '../../../static/src/story/engine';
import type { Connection } from '../../../static/src/sync/budget';
import type { World } from '../../../static/src/story/world';
import { Locker } from '../../../static/src/vault/locker';
import { MemoryFiles } from './files';
import type { FakeRelay } from './relay';
import { MemoryDatabase } from './store';

export const ORIGIN = 'http://127.0.0.1:8000';
export const FORM = ['gawahi_default', '2026112200'] as const;
/** The cheapest that the protocol allows. */
const COST = { memoryKib: 19 * 1024, passes: 2 };

export const random = (size: number): Bytes => {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
};
export const newId = (): string => Buffer.from(random(16)).toString('hex');

export interface Backup {
  readonly files: ReadonlyMap<string, Bytes>;
  readonly tables: ReadonlyMap<TableName, Map<string, unknown>>;
}

export class Phone {
  readonly files = new MemoryFiles();
  readonly database = new MemoryDatabase();
  readonly events: JourneyEvent[] = [];
  readonly reported: unknown[] = [];
  readonly passphrase: string;
  /** Which relay it reaches. */
  relay: FakeRelay;
  engine: Engine;
  /** Nothing happens by itself: tests say when to sync. */
  later: World['later'] = () => () => undefined;
  connection: Connection = 'other';
  /** Without any network, whatever others have. */
  offline = false;
  /** The hand of the device's clock, in ms. */
  clock = Date.UTC(2026, 10, 22, 9);
  /** The database of each further space on this device, by its prefix; chaff lies in none. */
  readonly beside = new Map<string, MemoryDatabase>();
  #first: string | null = null;
  #dead = { now: false };

  constructor(relay: FakeRelay, passphrase = 'correct horse battery staple گواہی') {
    this.relay = relay;
    this.passphrase = passphrase;
    this.engine = new Engine(this.#world());
  }

  /** The process ends at this moment: nothing that was under way goes on, and nobody tidies up. */
  kill(): void {
    this.#dead.now = true;
    this.#dead = { now: false };
    this.files.kill();
    this.engine = new Engine(this.#world());
  }

  /** A copy of everything that lies on the device. */
  backup(): Backup {
    const tables = [...this.database.tables].map(([name, rows]) => [name, structuredClone(rows)] as const);
    return { files: structuredClone(this.files.contents), tables: new Map(tables) };
  }

  /** The device as it was then, locked. */
  restore({ files, tables }: Backup): void {
    this.kill();
    this.files.contents.clear();
    for (const [name, bytes] of files) this.files.contents.set(name, bytes.slice());
    this.database.tables.clear();
    for (const [name, rows] of tables) this.database.tables.set(name, structuredClone(rows));
  }

  async reopen(): Promise<void> {
    this.kill();
    await this.engine.unlock(this.passphrase);
    await this.engine.sync();
  }

  async draft(answers: Answers = { fields: {}, members: {} }): Promise<Draft> {
    const [formId, formVersion] = FORM;
    const draft: Draft = { id: newId(), formId, formVersion, answers, at: 'event', changed: this.clock };
    await this.engine.saveDraft(draft);
    return draft;
  }

  /** As somebody who is told that the roster is old, and seals all the same. */
  async knowingly<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (cause) {
      if (!isRefusal(cause) || cause.name !== 'roster_stale') throw cause;
      await this.engine.govern('acceptOldRoster');
      return work();
    }
  }

  /** Records and seals one testimony. */
  async testify(fields: Readonly<Record<string, Exclude<Answer, null>>>, names: Readonly<Record<string, string>> = {}): Promise<Handed> {
    const draft = await this.draft({ fields: { ...fields, ...names }, members: {} });
    return this.engine.seal(draft.id, FORM, [...sealFields(fields, 'testimony'), ...sealFields(names, 'identity')]);
  }

  /** One for each space here, where the browser has one for all of them. */
  #databaseOf({ prefix, rows }: Space): MemoryDatabase {
    if (!(rows instanceof Locker)) return new MemoryDatabase();
    this.#first ??= prefix;
    if (prefix === this.#first) return this.database;
    const database = this.beside.get(prefix) ?? new MemoryDatabase();
    this.beside.set(prefix, database);
    return database;
  }

  #world(): World {
    const life = this.#dead;
    const alive = <Result>(result: Result): Result | Promise<never> => (life.now ? new Promise<never>(() => undefined) : result);
    return {
      files: this.files,
      openStore: (space) => {
        const store = this.#databaseOf(space).open();
        return {
          get: async (table, key) => alive(await store.get(table, key)),
          page: async (table, after, limit) => alive(await store.page(table, after, limit)),
          among: async (table, keys) => alive(await store.among(table, keys)),
          count: async (table) => alive(await store.count(table)),
          commit: async (writes) => {
            if (!life.now) await store.commit(writes);
            await alive(undefined);
          },
          close: () => store.close(),
        };
      },
      destroyStore: () => {
        this.#first = null;
        this.beside.clear();
        return this.database.destroy();
      },
      send: async (url, init) => {
        if (this.offline) throw new TypeError('fetch failed');
        return alive(await this.relay.send(url, init));
      },
      connection: () => this.connection,
      origin: ORIGIN,
      relay: ORIGIN,
      now: () => (this.clock += 1),
      random,
      later: (milliseconds, work) => this.later(milliseconds, work),
      measureCost: () => Promise.resolve(COST),
      tell: (event) => void this.events.push(event),
      report: (cause) => void this.reported.push(cause),
    };
  }
}

function sealFields(values: Readonly<Record<string, Exclude<Answer, null>>>, compartment: SealField['compartment']): readonly SealField[] {
  return Object.entries(values).map(([name, value]) => ({ path: name.split('/'), value, compartment }));
}

/** Somebody joins by a link that an administrator gave them, and is let in. */
export async function joinBy(admin: Phone, newcomer: Phone, label: string, roles: readonly ('documenter' | 'coordinator' | 'guardian' | 'admin')[]): Promise<void> {
  const { link } = await admin.engine.invite(roles);
  await newcomer.engine.join(link, label, newcomer.passphrase);
  await admin.engine.sync();
  const { requests } = await admin.engine.team();
  const request = requests.find((one) => one.label === label);
  if (request === undefined) throw new Error(`nobody asks to be let in as ${label}`);
  await admin.engine.admit(request.id);
  await newcomer.engine.sync();
}

export interface Crew {
  readonly relay: FakeRelay;
  /** Founder: everything at once. */
  readonly bilal: Phone;
  readonly coordinator: Phone;
  readonly amina: Phone;
  readonly zahra: Phone;
}

/** Two coordinators and two documenters. */
export async function crew(relay: FakeRelay): Promise<Crew> {
  const [bilal, coordinator, amina, zahra] = [new Phone(relay), new Phone(relay), new Phone(relay), new Phone(relay)];
  await bilal.engine.found('گواہی Quetta', 'Bilal', bilal.passphrase, null);
  await joinBy(bilal, coordinator, 'Sana', ['coordinator']);
  await joinBy(bilal, amina, 'Amina', ['documenter']);
  await joinBy(bilal, zahra, 'Zahra', ['documenter']);
  return { relay, bilal, coordinator, amina, zahra };
}
