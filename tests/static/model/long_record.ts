/** One record with a long history, as three coordinators make it who exchange what they wrote now and then: for measuring how fast it folds. */
import { type ChangeId, type DeviceId, type ValueId, brand, compare, concat, equal, present, u32, utf8 } from '../../../static/src/format/bytes';
import { type Change, type Known, type Op, type Path, type RecordId, decisionId, pathKey } from '../../../static/src/format/change';
import { plainHash } from '../../../static/src/format/hash';

export const LONG_RECORD = brand<RecordId>(new Uint8Array(16).fill(7));
const PEOPLE = [1, 2, 3].map((person) => brand<DeviceId>(new Uint8Array(16).fill(person)));
/** So many changes each writes before the three hear of each other again. */
const APART = 10;

const fields = Array.from({ length: 40 }, (_, i): Path => [`field_${i}`]);
const members = Array.from({ length: 20 }, (_, i) => concat(u32(i), new Uint8Array(12)));
const places = [...fields, ...members.flatMap((member) => Array.from({ length: 5 }, (_, i): Path => ['victim', member, `v_${i}`]))];

/** What one of them has seen: the values at each path, and the changes that no other had seen. */
class Eyes {
  readonly values = new Map<string, ValueId[]>();
  frontier: readonly ChangeId[] = [];

  see({ changeId, change }: Known): void {
    this.frontier = [...this.frontier.filter((id) => !change.saw.some((seen) => equal(seen, id))), changeId].toSorted(compare);
    for (const op of change.ops) {
      const key = pathKey(op.p);
      const rest = (this.values.get(key) ?? []).filter((id) => !op.r.some((name) => equal(name, id)));
      this.values.set(key, [...rest, op.why === undefined ? changeId : decisionId(LONG_RECORD, op)]);
    }
  }

  shown(path: Path): readonly ValueId[] {
    return (this.values.get(pathKey(path)) ?? []).toSorted(compare);
  }
}

/** A first testimony of forty answers, then edits of one to three answers; about every tenth edit decides between accounts that differ. */
export function longRecord(count: number): readonly Known[] {
  const eyes = PEOPLE.map(() => new Eyes());
  const said: Known[] = [];
  let unseen: Known[] = [];
  for (let step = 0; step < count; step += 1) {
    const person = step % PEOPLE.length;
    const mine = present(eyes[person]);
    const ops = step === 0 ? fields.map((p): Op => ({ p, x: `گواہی ${pathKey(p)}`, r: [] })) : Array.from({ length: 1 + (step % 3) }, (_, i) => edit(mine, step, (step * 7 + i * 31) % places.length));
    const saw = mine.frontier;
    const change: Change = { record: LONG_RECORD, compartment: 'testimony', form: ['gawahi_default', '1'], time: 1_795_000_000_000 + step * 60_000, saw, ops };
    const known = { changeId: brand<ChangeId>(plainHash(utf8('long'), u32(step))), author: present(PEOPLE[person]), change };
    said.push(known);
    mine.see(known);
    unseen.push(known);
    if (step === 0 || unseen.length === APART * PEOPLE.length) {
      for (const [i, each] of eyes.entries()) for (const one of unseen) if (one.author !== PEOPLE[i]) each.see(one);
      unseen = [];
    }
  }
  return said;
}

function edit(eyes: Eyes, step: number, place: number): Op {
  const p = present(places[place]);
  const r = eyes.shown(p);
  const x = step % 5 === 0 ? step : `${step} مارے گئے 🕊️`;
  return r.length > 1 && step % 5 === 0 ? { p, x, r, why: 'the list of the hospital' } : { p, x, r: r.slice(0, 1) };
}
