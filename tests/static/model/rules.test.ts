/** Rules of evidence and of exchange that hold on a phone as screens see it, each tried with a real engine. */
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { hex } from '../../../static/src/format/bytes';
import { Kind } from '../../../static/src/format/item';
import type { CurrentValue, Testimony } from '../../../static/src/journey';
import type { TableName, Write } from '../../../static/src/store/store';
import type { Phone } from '../fakes/phone';
import { type Crew, FORM, crew } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

const YEAR = 365 * 86_400_000;
const VICTIM = `00000001${'00'.repeat(12)}`;
let team: Crew;
let record: string;

const everybody = async (): Promise<void> => {
  for (const phone of [team.amina, team.bilal, team.coordinator, team.bilal]) await phone.engine.sync();
};
const valuesAt = async (phone: Phone, path: readonly string[]): Promise<readonly CurrentValue[]> => {
  const { paths } = await phone.engine.testimony(record);
  return paths.find((view) => view.path.join('/') === path.join('/'))?.values ?? [];
};
const ids = async (phone: Phone, path: readonly string[]): Promise<readonly string[]> => (await valuesAt(phone, path)).map(({ valueId }) => valueId);
const edit = async (phone: Phone, path: readonly string[], x: string | number | boolean, saw?: readonly string[]): Promise<void> =>
  phone.knowingly(async () => phone.engine.edit(record, [{ path, x, sawValueIds: saw ?? (await ids(phone, path)) }]));
const same = async (): Promise<Testimony> => {
  const [one, other] = [await team.bilal.engine.testimony(record), await team.coordinator.engine.testimony(record)];
  expect(one).toEqual(other);
  return one;
};
/** They cannot hear each other while they work. */
async function apart(work: () => Promise<void>): Promise<void> {
  team.relay.away = true;
  await work();
  for (const phone of [team.bilal, team.coordinator]) await phone.engine.sync();
  team.relay.away = false;
}
/** How many rows of a table each commit of an exchange wrote, where it wrote any. */
async function rowsOf(phone: Phone): Promise<(table: TableName) => readonly number[]> {
  const commits: (readonly Write[])[] = [];
  phone.database.beforeCommit = (writes) => void commits.push(writes);
  await phone.engine.sync();
  phone.database.beforeCommit = () => undefined;
  return (table) => commits.map((writes) => writes.filter((write) => 'put' in write && write.put === table).length).filter((count) => count > 0);
}

beforeAll(async () => {
  team = await crew(await FakeRelay.start());
}, 60_000);

beforeEach(async () => {
  ({ record } = await team.amina.testify({ e_title: 'گواہی', n_best: 26, [`victim/${VICTIM}/v_sex`]: 'f' }));
  await everybody();
});

describe('two coordinators apart', () => {
  test('of whom one was away for a year: what they changed stands beside what was said meanwhile, and only what they saw is replaced', async () => {
    await apart(async () => {
      await edit(team.bilal, ['e_title'], 'five soldiers');
    });
    await edit(team.coordinator, ['e_title'], 'چھ سپاہی 🕊️');
    await team.coordinator.engine.sync();
    team.bilal.clock += YEAR;
    await team.bilal.reopen();
    await everybody();
    const { paths } = await same();
    const title = paths.find(({ path }) => path[0] === 'e_title');
    expect(title?.state).toBe('conflict');
    expect(title?.values.map(({ x }) => x).toSorted()).toEqual(['five soldiers', 'چھ سپاہی 🕊️'].toSorted());
    expect((await team.bilal.engine.queue()).find((entry) => entry.record === record)?.conflicts).toBe(1);
  });

  test('whose clocks stand at 1970 and at the end of time: the clocks decide nothing', async () => {
    const [now, then] = [team.bilal.clock, team.coordinator.clock];
    [team.bilal.clock, team.coordinator.clock] = [0, 8.64e15 - 1000];
    await edit(team.coordinator, ['n_best'], 27);
    await everybody();
    await edit(team.bilal, ['n_best'], 28);
    await everybody();
    expect(await valuesAt(team.coordinator, ['n_best'])).toMatchObject([{ x: 28 }]);
    expect((await same()).history.map(({ ops }) => ops[0]?.x)).toEqual(['گواہی', 27, 28]);
    [team.bilal.clock, team.coordinator.clock] = [now, then];
  });

  test('of whom one removes a victim and one describes them: the victim is shown, flagged, with what was said unseen', async () => {
    await apart(async () => {
      await edit(team.bilal, ['victim', VICTIM], false, await ids(team.bilal, ['victim', VICTIM, 'v_sex']));
      await edit(team.coordinator, ['victim', VICTIM, 'v_age_band'], '20-29');
    });
    await everybody();
    const { members, paths } = await same();
    expect(members).toEqual([{ collection: 'victim', member: VICTIM, state: 'removed_but_edited' }]);
    expect(paths.filter(({ path }) => path[0] === 'victim').map(({ path, values }) => [path.at(-1), values[0]?.x])).toEqual([
      [VICTIM, false],
      ['v_age_band', '20-29'],
    ]);
  });

  test('who keep a victim that was removed: the removal is gone, what it replaced stays in the history', async () => {
    await edit(team.bilal, ['victim', VICTIM], false, await ids(team.bilal, ['victim', VICTIM, 'v_sex']));
    await everybody();
    expect((await same()).members.map(({ state }) => state)).toEqual(['removed']);
    await edit(team.coordinator, ['victim', VICTIM], true);
    await everybody();
    const { members, history } = await same();
    expect(members.map(({ state }) => state)).toEqual(['there']);
    expect(history.map(({ ops }) => ops[0]?.replaced.map(({ x }) => x))).toEqual([[], ['f'], [false]]);
  });

  test('who make the same decision in two changes: one value, both their names', async () => {
    await apart(async () => {
      await edit(team.bilal, ['n_best'], 27);
      await edit(team.coordinator, ['n_best'], 28);
    });
    await everybody();
    const saw = await ids(team.bilal, ['n_best']);
    expect(saw).toHaveLength(2);
    await apart(async () => {
      await team.bilal.engine.decide(record, ['n_best'], 28, saw, 'the list of the hospital');
      await team.coordinator.engine.decide(record, ['n_best'], 28, saw, 'ہسپتال کی فہرست');
    });
    await everybody();
    await same();
    const values = await valuesAt(team.bilal, ['n_best']);
    expect(values.map(({ x, authors }) => [x, authors.map(({ label }) => label).toSorted()])).toEqual([[28, ['Bilal', 'Sana']]]);
  });

  test('who edit different fields: both stand, marked as parallel, and nothing waits for it', async () => {
    await apart(async () => {
      await edit(team.bilal, ['e_place'], 'مستونگ');
      await edit(team.coordinator, ['e_weapon'], 'rifle');
    });
    await everybody();
    const marked = (await same()).paths.filter(({ parallel }) => parallel).map(({ path }) => path[0]);
    expect(marked).toEqual(['e_place', 'e_weapon']);
    expect((await team.bilal.engine.overview()).queue).toMatchObject({ conflicts: expect.any(Number) as number, waiting: 0 });
  });
});

test('a phone whose clock stands before 1970 says 1970: what is sealed has no number for less', async () => {
  // By a name that the compiler does not follow: the types of a worker are not those of the tests.
  const place = '../../../static/src/story/browser.ts';
  const { browserWorld } = (await import(place)) as { readonly browserWorld: (origin: string, relay: string, tell: () => void) => { readonly now: () => number } };
  vi.useFakeTimers({ now: new Date('1969-07-20') });
  expect(browserWorld('https://app.example', 'https://relay.example', () => undefined).now()).toBe(0);
  vi.useRealTimers();
});

describe('a change', () => {
  test('made with a form of another year is read with the words it was written in', async () => {
    const draft = await team.amina.draft({ fields: { e_asked_in_2099: 'x' }, members: {} });
    const { record: other } = await team.amina.engine.seal(draft.id, [FORM[0], '2099010100'], [{ path: ['e_asked_in_2099'], value: 'گواہی', compartment: 'testimony' }]);
    await everybody();
    await team.coordinator.engine.edit(other, [{ path: ['e_asked_in_2019'], x: 'old', sawValueIds: [] }]);
    await everybody();
    const { form, paths } = await team.bilal.engine.testimony(other);
    expect(form).toEqual([FORM[0], '2099010100']);
    expect(paths.map(({ path, values }) => [path[0], values[0]?.x])).toEqual([
      ['e_asked_in_2019', 'old'],
      ['e_asked_in_2099', 'گواہی'],
    ]);
  });

  test('whose parent a relay lost waits, over restarts too, and stops nobody; it applies when the parent is given back', async () => {
    const tag = [...team.relay.teams.keys()][0] as string;
    const kept = team.relay.items(tag).length;
    const { record: told } = await team.amina.testify({ e_title: 'the parent' });
    await team.amina.engine.sync();
    await team.coordinator.engine.sync();
    const [value] = (await team.coordinator.engine.testimony(told)).paths[0]?.values ?? [];
    // The relay goes back to before the testimony, and the one coordinator who had read it does not hold it any more.
    team.coordinator.database.table('held').clear();
    team.relay.restore(tag, kept);
    await team.coordinator.engine.edit(told, [{ path: ['e_title'], x: 'the child', sawValueIds: [value?.valueId ?? ''] }]);
    await team.coordinator.engine.sync();
    await team.bilal.engine.sync();
    for (let restart = 0; restart < 2; restart += 1) {
      expect((await team.bilal.engine.testimony(told)).waiting).toBe(1);
      expect((await team.bilal.engine.testimony(told)).paths).toEqual([]);
      expect(await valuesAt(team.bilal, ['e_title'])).toMatchObject([{ x: 'گواہی' }]);
      await team.bilal.reopen();
    }
    await team.amina.engine.sync();
    await team.bilal.reopen();
    expect((await team.bilal.engine.testimony(told)).waiting).toBe(0);
    expect((await team.bilal.engine.testimony(told)).paths[0]?.values.map(({ x }) => x)).toEqual(['the child']);
  });
});

describe('what is kept before what is said', () => {
  test('a testimony and an edit are committed, each in one transaction, before anything of them goes out', async () => {
    for (const [phone, work] of [
      [team.amina, () => team.amina.testify({ e_title: 'x' })],
      [team.bilal, () => edit(team.bilal, ['e_title'], 'y')],
    ] as const) {
      const commits: (readonly Write[])[] = [];
      const sent: { readonly after: number; readonly body: string }[] = [];
      const { wire } = phone.relay;
      const note = wire.push;
      phone.database.beforeCommit = (writes) => void commits.push(writes);
      wire.push = (...bodies) => {
        sent.push(...bodies.map((body) => ({ after: commits.length, body: hex(body) })));
        return note.apply(wire, bodies);
      };
      await work();
      await phone.engine.sync();
      wire.push = note;
      phone.database.beforeCommit = () => undefined;
      const kept = commits.flatMap((writes, at) => writes.flatMap((write) => ('put' in write && write.put === 'outbox' ? [{ at, kind: write.row.kind, body: hex(write.row.body) }] : [])));
      const own = kept.filter(({ kind }) => kind === Kind.change || kind === Kind.lockbox);
      expect(own.map(({ kind }) => kind)).toContain(Kind.change);
      expect(new Set(own.map(({ at }) => at)).size).toBe(1);
      for (const { at, body } of own) {
        const going = sent.filter((one) => one.body.includes(body));
        expect(going.length).toBeGreaterThan(0);
        for (const { after } of going) expect(after).toBeGreaterThan(at);
      }
    }
  });

  test('the cursor moves in the transaction that keeps the page: if that fails, the page comes again', async () => {
    await team.amina.testify({ e_title: 'of a page that could not be kept' });
    await team.amina.engine.sync();
    const records = (await team.bilal.engine.queue()).length;
    let failed = 0;
    const moves: number[] = [];
    team.bilal.database.beforeCommit = (writes) => {
      const cursor = writes.find((write) => 'put' in write && write.put === 'feed');
      const arrivals = writes.filter((write) => 'put' in write && write.put === 'inbox').length;
      if (cursor === undefined || arrivals === 0) return;
      moves.push(arrivals);
      failed += 1;
      throw new Error('the disk is gone');
    };
    await team.bilal.engine.sync();
    expect([failed, moves.length]).toEqual([1, 1]);
    expect(moves[0]).toBeGreaterThanOrEqual(2);
    team.bilal.database.beforeCommit = () => undefined;
    team.bilal.reported.length = 0;
    await team.bilal.reopen();
    expect((await team.bilal.engine.queue()).length).toBe(records + 1);
  });

  test('what somebody said five times in one stream leaves one row of how far it was read, and after a restart the sixth is read', async () => {
    for (let number = 1; number <= 5; number += 1) await edit(team.bilal, ['e_title'], `of number ${number}`);
    await team.bilal.engine.sync();
    const rows = await rowsOf(team.coordinator);
    expect([rows('changes'), rows('streams')]).toEqual([[5], [1]]);
    await team.coordinator.reopen();
    await edit(team.bilal, ['e_title'], 'of number 6');
    await everybody();
    await same();
    expect((await valuesAt(team.coordinator, ['e_title'])).map(({ x }) => x)).toEqual(['of number 6']);
  });

  test('twenty letters of a kilobyte that each hold a megabyte never lie in memory all at once, and all are read', async () => {
    for (let number = 1; number <= 20; number += 1) await edit(team.bilal, ['e_title'], `${number}`.padEnd(1_000_000));
    await team.bilal.engine.sync();
    const rows = await rowsOf(team.coordinator);
    expect(rows('changes')).toEqual([17, 3]);
    expect((await valuesAt(team.coordinator, ['e_title'])).map(({ x }) => String(x).trim())).toEqual(['20']);
  });
});
