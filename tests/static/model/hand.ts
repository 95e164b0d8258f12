/** One person of a trace: a real engine on a phone whose way to the relay is open only while a step says so, and whose disk can go back to a backup. */
import type { Bytes } from '../../../static/src/format/bytes';
import { hex } from '../../../static/src/format/bytes';
import { changeId } from '../../../static/src/format/envelope';
import { Kind } from '../../../static/src/format/item';
import type { Testimony } from '../../../static/src/journey';
import { Phone } from '../fakes/phone';
import type { FakeRelay } from '../fakes/relay';
import { FORM, NOW } from './trace';

/** What lies on a phone, and which of its changes no receipt was seen for. */
export interface Saved {
  readonly files: ReadonlyMap<string, Bytes>;
  readonly tables: ReadonlyMap<string, Map<string, unknown>>;
  readonly unsent: readonly string[];
}

/** One person: a phone whose way to the relay is open only while a step says so. */
export class Hand {
  readonly phone: Phone;
  line: 'away' | 'push' | 'lost answer' | 'open' = 'open';
  joined = false;
  /** Taken out of the team: sooner or later the relay lets it in no more. */
  gone = false;
  unsent: string[] = [];
  form: readonly [string, string] = ['gawahi_default', FORM];
  #backup: Saved | null = null;

  constructor(relay: FakeRelay) {
    const send = async (url: string, init: RequestInit): Promise<Response> => {
      const isPull = url.includes('/items?');
      if (this.line === 'away' || (isPull && this.line !== 'open')) throw new TypeError('fetch failed');
      const answer = await relay.send(url, init);
      if (this.line === 'lost answer' && init.method === 'POST') throw new TypeError('the connection broke');
      return answer;
    };
    this.phone = new Phone(Object.assign(Object.create(relay) as FakeRelay, { send }));
  }

  /** All that it wrote and had not sent has a receipt now, if it got through. */
  async exchange(line: Hand['line']): Promise<readonly string[]> {
    this.line = line;
    const { phase } = await this.phone.engine.sync();
    this.line = 'away';
    if (line === 'lost answer' || this.phone.database.table('outbox').size > 0) return [];
    if (line === 'open' && phase !== 'idle' && !(this.gone && phase === 'refused')) throw new Error(`an exchange ended ${phase}`);
    return this.unsent.splice(0);
  }

  async reopen(): Promise<void> {
    this.phone.kill();
    if (this.joined) await this.phone.engine.unlock(this.phone.passphrase);
    await this.settle();
  }

  /** Until the courier, which every writing wakes, has found that nobody is there. */
  async settle(): Promise<void> {
    if (this.joined && this.line === 'away') await this.phone.engine.sync();
  }

  backUp(): Saved {
    const files = new Map([...this.phone.files.contents].map(([name, bytes]) => [name, bytes.slice()]));
    this.#backup = { files, tables: structuredClone(this.phone.database.tables), unsent: [...this.unsent] };
    return this.#backup;
  }

  async restore(saved: Saved | null = this.#backup): Promise<void> {
    if (saved === null) return;
    const { files, database } = this.phone;
    this.phone.kill();
    files.contents.clear();
    for (const [name, bytes] of saved.files) files.contents.set(name, bytes.slice());
    database.tables.clear();
    for (const [name, table] of structuredClone(saved.tables)) database.tables.set(name as never, table);
    this.unsent = [...saved.unsent];
    await this.reopen();
  }

  /** As it was at the start of everything: in the team if there is something to begin with. */
  async begin(saved: Saved | null): Promise<void> {
    this.#backup = null;
    this.gone = false;
    this.line = 'away';
    this.form = ['gawahi_default', FORM];
    this.phone.clock = NOW;
    this.phone.reported.length = 0;
    this.joined = saved !== null;
    this.unsent = [];
    if (saved === null) {
      this.phone.kill();
      this.phone.files.contents.clear();
      this.phone.database.tables.clear();
    }
    await this.restore(saved);
  }

  async deviceId(): Promise<string> {
    return (await this.phone.engine.overview()).me.deviceId;
  }

  /** Null if it was never told of the record, or may not read it. */
  async testimony(record: string): Promise<Testimony | null> {
    const { engine } = this.phone;
    return (await engine.queue()).some((entry) => entry.record === record) ? engine.testimony(record) : null;
  }

  /** The ids of the changes that wait to go out, and were not there before. */
  newChanges(before: ReadonlySet<string>): readonly string[] {
    return [...this.phone.database.table('outbox')].flatMap(([, row]) => {
      const { kind, body, own } = row as { readonly kind: number; readonly body: Bytes; readonly own: boolean };
      if (kind !== Kind.change || !own) return [];
      const id = hex(changeId(body));
      return before.has(id) ? [] : [id];
    });
  }

  /** Does the work; with `dies`, the process ends just before or just after its next commit. */
  async work(work: () => Promise<unknown>, dies: 'before' | 'after' | undefined): Promise<void> {
    const { phone } = this;
    if (dies === undefined) {
      await work();
    } else {
      await new Promise<void>((resolve) => {
        phone.database.beforeCommit = () => {
          phone.kill();
          phone.database.beforeCommit = () => undefined;
          resolve();
          if (dies === 'before') throw new Error('the process ended');
        };
        // Nobody hears of what a dead process was doing.
        work().catch(() => undefined);
      });
      await this.reopen();
    }
    await this.settle();
  }
}
