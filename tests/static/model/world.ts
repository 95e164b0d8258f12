/** What a trace means: people, a relay and time, with nothing of the product in it but how a change is written. The twin of `tests/sync/world.py`. */
import { type ChangeId, brand, compare, concat, equal, hex, u32, utf8 } from '../../../static/src/format/bytes';
import { type Known, type Op, type Path, encodeChange } from '../../../static/src/format/change';
import { plainHash } from '../../../static/src/format/hash';
import { Model } from './model';
import { type Act, COORDINATORS, FORM, NOW, PEOPLE, type Person, type Step, deviceOf, pathOf, recordOf } from './trace';

/** A change, or the name of somebody who was dismissed. */
type Item = Known | Person;
interface Device {
  joined: boolean;
  knows: Map<string, Known>;
  outbox: Item[];
  held: Item[];
  gone: Set<Person>;
  epoch: number;
  after: number;
}

const everybody = <Row>(row: (who: Person) => Row): Map<Person, Row> => new Map(PEOPLE.map((who) => [who, row(who)]));
const copyOf = (device: Device): Device => ({ ...device, knows: new Map(device.knows), outbox: [...device.outbox], held: [...device.held], gone: new Set(device.gone) });
const isCoordinator = (who: Person): boolean => COORDINATORS.some((one) => one === who);

export class World {
  readonly #devices = everybody((who): Device => ({ joined: who !== 'dawood', knows: new Map(), outbox: [], held: [], gone: new Set(), epoch: 0, after: 0 }));
  readonly #backups = new Map<Person, Device>();
  readonly #clocks = everybody(() => NOW);
  readonly #forms = everybody(() => FORM);
  readonly #feed: Item[] = [];
  #epoch = 0;
  #number = 0;

  constructor(steps: readonly Step[]) {
    for (const step of steps) {
      this.#number += 1;
      this.#take(step);
    }
  }

  /** Everything is pushed and pulled; what the coordinators then agree on, by record. */
  heal(): ReadonlyMap<string, Model> {
    for (const who of [...PEOPLE, ...PEOPLE, ...PEOPLE]) {
      this.#take({ do: 'push', who });
      this.#take({ do: 'pull', who });
    }
    const gone = this.#device('bilal').gone;
    const [first, ...others] = COORDINATORS.filter((who) => this.#device(who).joined && !gone.has(who)).map((who) => this.#records(who));
    const ids = (records: typeof first): string => [...(records ?? [])].map(([record, known]) => `${record}: ${known.map(({ changeId }) => hex(changeId)).join()}`).join('; ');
    if (others.some((other) => ids(other) !== ids(first))) throw new Error('coordinators know different changes');
    return new Map([...(first ?? [])].map(([record, known]) => [record, new Model(known)]));
  }

  #take(step: Step): void {
    switch (step.do) {
      case 'testify':
        this.#commit(step, new Model([]), step.fields.map(([path, x]) => ({ p: pathOf(path), x, r: [] })));
        return;
      case 'edit':
      case 'decide':
      case 'remove':
      case 'keep': {
        const seen = new Model(this.#records(step.who).get(hex(recordOf(step.record))) ?? []);
        if (seen.all.length > 0) this.#commit(step, seen, [opOf(step, seen)]);
        return;
      }
      case 'push': {
        const device = this.#send(step.who);
        for (const item of device.outbox) if (!device.held.includes(item)) device.held.push(item);
        device.outbox = [];
        return;
      }
      case 'lose_answer':
        this.#send(step.who);
        return;
      case 'pull':
        this.#pull(step.who);
        return;
      case 'crash':
      case 'restart':
        return;
      case 'backup':
        this.#backups.set(step.who, copyOf(this.#device(step.who)));
        return;
      case 'restore':
        this.#devices.set(step.who, copyOf(this.#backups.get(step.who) ?? this.#device(step.who)));
        return;
      case 'roll_back':
        this.#epoch += 1;
        this.#feed.splice(Math.max(0, this.#feed.length - step.lost));
        return;
      case 'clock':
        this.#clocks.set(step.who, step.ms);
        return;
      case 'form':
        this.#forms.set(step.who, step.version);
        return;
      case 'join':
        this.#device(step.who).joined = true;
        return;
      case 'dismiss': {
        const { gone, outbox } = this.#device('bilal');
        if (step.who === 'bilal' || !this.#device(step.who).joined || gone.has(step.who)) return;
        gone.add(step.who);
        outbox.push(step.who);
      }
    }
  }

  #device(who: Person): Device {
    const device = this.#devices.get(who);
    if (device === undefined) throw new Error(`nobody is called ${who}`);
    return device;
  }

  #records(who: Person): Map<string, Known[]> {
    const records = new Map<string, Known[]>();
    for (const known of [...this.#device(who).knows.values()].toSorted((one, other) => compare(one.changeId, other.changeId))) {
      const record = hex(known.change.record);
      records.set(record, [...(records.get(record) ?? []), known]);
    }
    return new Map([...records].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  }

  #commit({ who, record, dies }: Act, seen: Model, ops: readonly Op[]): void {
    const device = this.#device(who);
    // Who dies before the commit said nothing; who dies after it said everything.
    if (!device.joined || device.gone.has(who) || dies === 'before') return;
    const form = ['gawahi_default', this.#forms.get(who) ?? FORM] as const;
    const change = { record: recordOf(record), compartment: 'testimony', form, time: this.#clocks.get(who) ?? NOW, saw: seen.frontier(), ops } as const;
    const changeId = brand<ChangeId>(plainHash(concat(utf8('trace'), u32(this.#number), encodeChange(change))));
    const known = { changeId, author: deviceOf(who), change };
    if (isCoordinator(who)) device.knows.set(hex(changeId), known);
    device.outbox.push(known);
  }

  #send(who: Person): Device {
    const device = this.#device(who);
    if (!device.joined) return { ...device, outbox: [] };
    this.#noticeEpoch(device);
    for (const item of device.outbox) if (!this.#feed.includes(item)) this.#feed.push(item);
    return device;
  }

  #pull(who: Person): void {
    const device = this.#device(who);
    if (!device.joined) return;
    this.#noticeEpoch(device);
    for (const item of this.#feed.slice(device.after)) {
      if (typeof item === 'string') device.gone.add(item);
      else if (!isCoordinator(who) || device.gone.has(who)) continue;
      else device.knows.set(hex(item.changeId), item);
      if (!device.held.includes(item)) device.held.push(item);
    }
    device.after = this.#feed.length;
  }

  /** A relay that was rolled back is offered again all that a device holds, and read from its start. */
  #noticeEpoch(device: Device): void {
    if (device.epoch === this.#epoch) return;
    device.outbox = [...device.held, ...device.outbox.filter((item) => !device.held.includes(item))];
    device.epoch = this.#epoch;
    device.after = 0;
  }
}

/** What an author who sees this record writes: each names exactly what it was shown. */
function opOf(step: Exclude<Act, { readonly do: 'testify' }>, seen: Model): Op {
  const p = pathOf(step.path);
  const shown = (isNamed: (value: ReturnType<Model['current']>[number]) => boolean): Op['r'] => {
    const ids = new Map(seen.current().filter(isNamed).map(({ id }) => [hex(id), brand<ChangeId>(id)]));
    return [...ids.values()].toSorted(compare);
  };
  const isHere = ({ path }: { readonly path: Path }): boolean => step.path === shownPath(path);
  switch (step.do) {
    case 'edit':
      return { p, x: step.x, r: step.blind === true ? [] : shown(isHere).slice(0, 1) };
    case 'decide':
      return { p, x: step.x, r: shown(isHere), why: step.why };
    case 'remove':
      return { p, x: false, r: shown(({ path }) => path.length > 1 && path[0] === p[0] && equal(path[1] ?? utf8(''), p[1] ?? utf8(''))) };
    case 'keep':
      return { p, x: true, r: shown((value) => isHere(value) && value.x === false) };
  }
}

function shownPath([first, member, ...field]: Path): string {
  if (member === undefined) return first;
  const number = new DataView(member.buffer, member.byteOffset).getUint32(0);
  return [first, String(number), ...field].join('/');
}
