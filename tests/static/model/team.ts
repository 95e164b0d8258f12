/**
 * A whole team for traces: the real engine on every phone, and a relay in memory. `tests/sync/world.py` says what the steps mean. Every phone draws real
 * ids, so what the steps come to is judged by the model, which is told only what people were shown and what they said to it.
 */
import { type Bytes, type ChangeId, type DeviceId, type ValueId, brand, compare, concat, fromHex, hex, present } from '../../../static/src/format/bytes';
import { encode } from '../../../static/src/format/canonical';
import type { Known, Op, RecordId, Value } from '../../../static/src/format/change';
import { changeId } from '../../../static/src/format/envelope';
import { hash } from '../../../static/src/format/hash';
import { Kind } from '../../../static/src/format/item';
import type { PathView, Testimony } from '../../../static/src/journey';
import { pathFromShown } from '../../../static/src/story/names';
import { joinBy, newId } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';
import { dismissMember } from './dismiss';
import { Hand, type Saved } from './hand';
import { Model } from './model';
import { type Act, COORDINATORS, PEOPLE, type Person, type Step, pathOf } from './trace';

/** Where the clocks of this language end. */
const LATEST = 8.64e15 - 1_000;

const bytesOf = (text: string): Bytes => present(fromHex(text) ?? undefined);
const shownAs = (text: string): readonly string[] => pathOf(text).map((part) => (typeof part === 'string' ? part : hex(part)));

export class Team {
  readonly #relay: FakeRelay;
  readonly #hands: ReadonlyMap<Person, Hand>;
  readonly #start = new Map<Person, Saved>();
  #tag = '';
  #epoch: Bytes = new Uint8Array();
  /** What lets devices in at the start. */
  #way: { readonly adminPk: Bytes; readonly tokenHash: string; readonly serial: number } = { adminPk: new Uint8Array(), tokenHash: '', serial: 0 };
  #items = 0;
  readonly #records = new Map<number, string>();
  readonly #gone = new Set<Person>();
  /** By change id: what was said. */
  readonly #said = new Map<string, Known>();
  readonly #receipts = new Set<string>();

  private constructor(relay: FakeRelay) {
    this.#relay = relay;
    this.#hands = new Map(PEOPLE.map((who) => [who, new Hand(relay)]));
  }

  static async start(): Promise<Team> {
    const team = new Team(await FakeRelay.start());
    const { phone } = team.hand('bilal');
    await phone.engine.found('گواہی Quetta', 'bilal', phone.passphrase, null);
    for (const who of ['sana', 'amina', 'zahra'] as const) await joinBy(phone, team.hand(who).phone, who, [who === 'sana' ? 'coordinator' : 'documenter']);
    for (const who of ['bilal', 'sana', 'amina', 'zahra'] as const) {
      await team.hand(who).phone.engine.sync();
      team.#start.set(who, team.hand(who).backUp());
    }
    team.#tag = present([...team.#relay.teams.keys()][0]);
    team.#items = team.#relay.items(team.#tag).length;
    const { epoch, adminPk, tokenHash, serial } = present(team.#relay.teams.get(team.#tag));
    team.#epoch = epoch;
    team.#way = { adminPk, tokenHash, serial };
    return team;
  }

  /** As it was after `start`, with nothing said. */
  async reset(): Promise<void> {
    this.#relay.restore(this.#tag, this.#items);
    const team = Object.assign(present(this.#relay.teams.get(this.#tag)), { epoch: this.#epoch, ...this.#way });
    team.renewals.clear();
    for (const memory of [this.#records, this.#gone, this.#said, this.#receipts]) memory.clear();
    for (const [who, hand] of this.#hands) await hand.begin(this.#start.get(who) ?? null);
  }

  hand(who: Person): Hand {
    return present(this.#hands.get(who));
  }

  // ---- steps
  async take(step: Step): Promise<void> {
    if (step.do === 'roll_back') {
      this.#relay.restore(this.#tag, Math.max(this.#items, this.#relay.items(this.#tag).length - step.lost));
      return;
    }
    const hand = this.hand(step.who);
    if (step.do === 'clock') hand.phone.clock = Math.min(step.ms, LATEST);
    else if (step.do === 'form') hand.form = ['gawahi_default', step.version];
    else if (step.do === 'join') await this.#join(step.who);
    else if (hand.joined) await this.#takeBy(hand, step);
  }

  async #takeBy(hand: Hand, step: Exclude<Step, { readonly do: 'roll_back' | 'clock' | 'form' | 'join' }>): Promise<void> {
    switch (step.do) {
      case 'testify':
      case 'edit':
      case 'decide':
      case 'remove':
      case 'keep':
        await this.#act(hand, step);
        return;
      case 'push':
      case 'pull':
        for (const id of await hand.exchange(step.do === 'push' ? 'push' : 'open')) this.#receipts.add(id);
        return;
      case 'lose_answer':
        await hand.exchange('lost answer');
        return;
      case 'crash':
        await hand.reopen();
        return;
      case 'restart':
        hand.phone.engine.close();
        await hand.reopen();
        return;
      case 'backup':
        hand.backUp();
        return;
      case 'restore':
        await hand.restore();
        return;
      case 'dismiss':
        await this.#dismiss(step.who);
    }
  }

  /** Let in by bilal, with both on line; whatever else waits on their phones goes out too. */
  async #join(who: Person): Promise<void> {
    const [hand, bilal] = [this.hand(who), this.hand('bilal')];
    if (hand.joined) return;
    hand.joined = true;
    for (const one of [hand, bilal]) one.line = 'open';
    await joinBy(bilal.phone, hand.phone, who, ['coordinator']);
    for (const one of [hand, bilal]) for (const id of await one.exchange('open')) this.#receipts.add(id);
  }

  async #dismiss(who: Person): Promise<void> {
    if (who === 'bilal' || this.#gone.has(who)) return;
    this.#gone.add(who);
    this.hand(who).gone = true;
    const bilal = this.hand('bilal');
    for (const id of await bilal.exchange('open')) this.#receipts.add(id);
    bilal.line = 'open';
    await dismissMember(bilal.phone, await this.hand(who).deviceId());
    bilal.line = 'away';
    await bilal.reopen();
  }

  /** Somebody says something; the model is told what they were shown before, and what they said to it. */
  async #act(hand: Hand, step: Act): Promise<void> {
    if (!(await hand.phone.engine.overview()).admitted) return;
    const before = new Set(hand.newChanges(new Set()));
    const said = step.do === 'testify' ? await this.#testify(hand, step) : await this.#settle(hand, step);
    if (said === null) return;
    const author = brand<DeviceId>(bytesOf(await hand.deviceId()));
    for (const id of hand.newChanges(before)) {
      const change = { record: brand<RecordId>(bytesOf(said.record)), compartment: 'testimony', form: hand.form, time: 0, saw: [], ops: said.ops } as const;
      this.#said.set(id, { changeId: brand<ChangeId>(bytesOf(id)), author, change });
      hand.unsent.push(id);
    }
  }

  async #testify(hand: Hand, step: Extract<Act, { readonly do: 'testify' }>): Promise<{ readonly record: string; readonly ops: readonly Op[] } | null> {
    if (this.#records.has(step.record)) return null;
    const { engine, clock } = hand.phone;
    const fields = step.fields.map(([path, value]) => ({ path: shownAs(path), value: value as string, compartment: 'testimony' as const }));
    const draft = { id: newId(), formId: hand.form[0], formVersion: hand.form[1], answers: { fields: {}, members: {} }, at: 'event', changed: clock };
    await engine.saveDraft(draft);
    const { record } = await hand.phone.knowingly(() => engine.seal(draft.id, hand.form, fields));
    await hand.settle();
    this.#records.set(step.record, record);
    return { record, ops: fields.map(({ path, value }): Op => ({ p: pathFromShown(path), x: value, r: [] })) };
  }

  async #settle(hand: Hand, step: Exclude<Act, { readonly do: 'testify' }>): Promise<{ readonly record: string; readonly ops: readonly Op[] } | null> {
    const record = this.#records.get(step.record);
    const seen = record === undefined ? null : await hand.testimony(record);
    if (record === undefined || seen === null || !COORDINATORS.some((who) => who === step.who)) return null;
    const { engine } = hand.phone;
    const [path, shown] = [shownAs(step.path), replaced(step, seen)];
    const x: Value = step.do === 'edit' || step.do === 'decide' ? step.x : step.do === 'keep';
    const why = step.do === 'decide' ? { why: step.why } : {};
    await hand.work(() => hand.phone.knowingly(() => (step.do === 'decide' ? engine.decide(record, path, x, shown, step.why) : engine.edit(record, [{ path, x, sawValueIds: shown }]))), step.dies);
    const r = shown.map((id) => brand<ValueId & ChangeId>(bytesOf(id))).toSorted(compare);
    return { record, ops: [{ p: pathFromShown(path), x, r, ...why }] };
  }

  // ---- the end
  async heal(): Promise<void> {
    for (const hand of [...this.#hands.values(), ...this.#hands.values(), ...this.#hands.values()]) {
      if (hand.joined) for (const id of await hand.exchange('open')) this.#receipts.add(id);
    }
  }

  /** Those who may read. */
  get readers(): readonly Person[] {
    return COORDINATORS.filter((who) => this.hand(who).joined && !this.#gone.has(who));
  }

  /** What is not as it must be: nothing, or sentences. */
  async faults(): Promise<readonly string[]> {
    const faults: string[] = [];
    const ends = await Promise.all(this.readers.map((who) => this.endOf(who)));
    for (const [i, who] of this.readers.entries()) {
      faults.push(...present(ends[i]).faults.map((fault) => `${who}: ${fault}`));
      if (present(ends[i]).digests !== present(ends[0]).digests) faults.push(`${who}: sees something else than ${present(this.readers[0])}`);
    }
    const there = new Set(this.#relay.items(this.#tag).flatMap(({ kind, body }) => (kind === Kind.change ? [hex(changeId(body))] : [])));
    const lost = [...this.#receipts].filter((id) => !there.has(id));
    if (lost.length > 0) faults.push(`the relay was not given back ${lost.length} changes`);
    for (const [who, { joined, gone, phone }] of this.#hands) {
      if (joined && !gone && phone.database.table('outbox').size > 0) faults.push(`${who}: the outbox is not empty`);
      for (const cause of phone.reported) faults.push(`${who}: ${String(cause)}`);
    }
    return faults;
  }

  /** What a coordinator's screens show, as the digests of all records, and what of it is not as it must be. */
  async endOf(who: Person): Promise<{ readonly digests: string; readonly faults: readonly string[] }> {
    const { engine } = this.hand(who).phone;
    const { queue } = await engine.overview();
    const faults: string[] = [];
    const missing = new Set(this.#receipts);
    const digests = new Map<string, string>();
    for (const { record } of await engine.queue()) {
      const testimony = await engine.testimony(record);
      const known = testimony.history.flatMap(({ changeId: id }) => this.#said.get(id) ?? []);
      for (const { changeId: id } of testimony.history) missing.delete(id);
      if (known.length !== testimony.history.length) faults.push(`${record} holds what nobody said`);
      digests.set(record, hex(digestOf(testimony)));
      if (digests.get(record) !== hex(new Model(known).digest())) faults.push(`${record} is not what the model says`);
    }
    // What somebody says who was taken out meanwhile is set aside and counted, for it may have been said with an old date (PROTOCOL section 20).
    const late = await this.#saidByThoseWhoAreGone(missing);
    for (const id of late) missing.delete(id);
    if (missing.size > 0) faults.push(`${missing.size} changes with a receipt are missing`);
    if (queue.waiting > 0 || queue.quarantined !== late.length) faults.push(`${queue.waiting} wait and ${queue.quarantined} are set aside, and ${late.length} came too late`);
    return { digests: [...digests].toSorted().join('; '), faults };
  }

  async #saidByThoseWhoAreGone(ids: ReadonlySet<string>): Promise<readonly string[]> {
    const gone = new Set(await Promise.all([...this.#gone].map((who) => this.hand(who).deviceId())));
    return [...ids].filter((id) => gone.has(hex(this.#said.get(id)?.author ?? new Uint8Array())));
  }

  /** A phone goes back to how it was at the start and is given what came since then anew: in parts, each a feed of its own order. */
  async readAnew(who: Person, parts: (items: readonly number[]) => readonly (readonly number[])[]): Promise<void> {
    const { items } = present(this.#relay.teams.get(this.#tag));
    const since = items.splice(this.#items);
    const hand = this.hand(who);
    await hand.restore(this.#start.get(who) ?? null);
    for (const part of parts([...since.keys()])) {
      items.push(...part.map((place) => present(since[place])));
      await hand.exchange('open');
      await hand.reopen();
    }
  }
}

/** The ids that the author of this step was shown and replaces, as `tests/sync/world.py` says. */
function replaced(step: Exclude<Act, { readonly do: 'testify' }>, { paths }: Testimony): readonly string[] {
  const at = shownAs(step.path).join('/');
  const ids = (isNamed: (path: string) => boolean, isValue: (x: Value) => boolean = () => true): readonly string[] => {
    const values = paths.filter(({ path }) => isNamed(path.join('/'))).flatMap((view) => view.values.filter(({ x }) => isValue(x)));
    return [...new Set(values.map(({ valueId }) => valueId))].toSorted();
  };
  switch (step.do) {
    case 'edit':
      return step.blind === true ? [] : ids((path) => path === at).slice(0, 1);
    case 'decide':
      return ids((path) => path === at);
    case 'remove':
      return ids((path) => path === at || path.startsWith(`${at}/`));
    case 'keep':
      return ids((path) => path === at, (x) => x === false);
  }
}

/** The history digest (PROTOCOL section 8) of what a screen is given: two coordinators who see the same have the same. */
function digestOf({ paths }: Testimony): Bytes {
  const rows = ({ values }: PathView): readonly (readonly [Bytes, Value, Bytes])[] => {
    const said = values.flatMap(({ valueId, x, authors }) => authors.map(({ deviceId }) => [bytesOf(valueId), x, bytesOf(deviceId)] as const));
    return said.toSorted(([one, , by], [other, , andBy]) => compare(concat(one, by), concat(other, andBy)));
  };
  return hash('digest', encode({ paths: paths.map((view) => [pathFromShown(view.path), rows(view), view.state]), waiting: [] }));
}
