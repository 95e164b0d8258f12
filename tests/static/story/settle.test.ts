/** Two coordinators, one testimony: what they write apart is kept side by side, and only a decision with a reason replaces several accounts. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { PathView, Testimony } from '../../../static/src/journey';
import { type Crew, type Phone, crew, joinBy, newId, Phone as Device } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

let people: Crew;
beforeAll(async () => {
  people = await crew(await FakeRelay.start());
});

const at = ({ paths }: Testimony, ...path: readonly string[]): PathView | undefined => paths.find((one) => one.path.join('/') === path.join('/'));
const shown = async (phone: Phone, record: string, ...path: readonly string[]): Promise<readonly string[]> =>
  at(await phone.engine.testimony(record), ...path)?.values.map(({ valueId }) => valueId) ?? [];

async function syncAll(...phones: readonly Phone[]): Promise<void> {
  for (let round = 0; round < 2; round += 1) for (const phone of phones) await phone.engine.sync();
}

/** Amina's testimony, read by both coordinators. */
async function testimonyOf(fields: Readonly<Record<string, string | number>>): Promise<string> {
  const { amina, bilal, coordinator } = people;
  const { record } = await amina.testify(fields);
  await syncAll(amina, bilal, coordinator);
  return record;
}

describe('coordinators settle a testimony', () => {
  test('two who change the same figure apart both stay, with their names, until one decides and says why', async () => {
    const { bilal, coordinator, amina } = people;
    const record = await testimonyOf({ n_best: 26 });
    await bilal.engine.edit(record, [{ path: ['n_best'], x: 27, sawValueIds: await shown(bilal, record, 'n_best') }]);
    await coordinator.engine.edit(record, [{ path: ['n_best'], x: 29, sawValueIds: await shown(coordinator, record, 'n_best') }]);
    await syncAll(bilal, coordinator);
    for (const phone of [bilal, coordinator]) {
      const seen = at(await phone.engine.testimony(record), 'n_best');
      expect(seen?.state).toBe('conflict');
      expect(seen?.values.map(({ x, authors }) => [x, authors[0]?.label]).sort()).toEqual([[27, 'Bilal'], [29, 'Sana']]);
      expect((await phone.engine.overview()).queue.conflicts).toBeGreaterThan(0);
    }
    await bilal.engine.decide(record, ['n_best'], 29, await shown(bilal, record, 'n_best'), 'The hospital list names 29. گواہی');
    await syncAll(bilal, coordinator, amina);
    const decided = at(await coordinator.engine.testimony(record), 'n_best');
    expect(decided).toMatchObject({ state: 'settled', values: [{ x: 29, why: 'The hospital list names 29. گواہی' }] });
    const { history } = await coordinator.engine.testimony(record);
    expect(history.map(({ author }) => author.label).sort()).toEqual(['Amina', 'Bilal', 'Bilal', 'Sana']);
    expect(history.at(-1)?.ops[0]?.replaced.map(({ x }) => x).sort()).toEqual([27, 29]);
  });

  test('two equal decisions made apart are one, and two different ones are again a conflict', async () => {
    const { bilal, coordinator } = people;
    const record = await testimonyOf({ e_place: 'Mastung' });
    const decideApart = async (ones: string, others: string): Promise<PathView | undefined> => {
      await bilal.engine.decide(record, ['e_place'], ones, await shown(bilal, record, 'e_place'), 'seen on the map');
      await coordinator.engine.decide(record, ['e_place'], others, await shown(coordinator, record, 'e_place'), 'heard so');
      await syncAll(bilal, coordinator);
      return at(await coordinator.engine.testimony(record), 'e_place');
    };
    const equal = await decideApart('Khad Koocha', 'Khad Koocha');
    expect(equal?.state).toBe('settled');
    expect(equal?.values).toHaveLength(1);
    expect(equal?.values[0]?.authors.map(({ label }) => label).sort()).toEqual(['Bilal', 'Sana']);
    const different = await decideApart('Lak Pass', 'Dasht');
    expect(different?.values.map(({ x }) => x).sort()).toEqual(['Dasht', 'Lak Pass']);
  });

  test('parallel edits of different fields both count and are marked', async () => {
    const { bilal, coordinator } = people;
    const record = await testimonyOf({ e_place: 'Mastung', e_type: 'one_sided' });
    await bilal.engine.edit(record, [{ path: ['e_place'], x: 'Mastung, bypass', sawValueIds: await shown(bilal, record, 'e_place') }]);
    await coordinator.engine.edit(record, [{ path: ['e_type'], x: 'summary', sawValueIds: await shown(coordinator, record, 'e_type') }]);
    await syncAll(bilal, coordinator);
    const testimony = await bilal.engine.testimony(record);
    expect(at(testimony, 'e_place')).toMatchObject({ state: 'settled', parallel: true });
    expect(at(testimony, 'e_type')).toMatchObject({ state: 'settled', parallel: true });
    expect((await bilal.engine.queue()).find((entry) => entry.record === record)).toMatchObject({ conflicts: 0, parallel: 2 });
  });

  test('a victim that one removes while another edits it is kept and flagged', async () => {
    const { bilal, coordinator } = people;
    const member = newId();
    const record = await testimonyOf({ [`victim/${member}/v_sex`]: 'unknown' });
    const ids = await shown(bilal, record, 'victim', member, 'v_sex');
    await bilal.engine.edit(record, [{ path: ['victim', member], x: false, sawValueIds: ids }]);
    expect((await bilal.engine.testimony(record)).members).toEqual([{ collection: 'victim', member, state: 'removed' }]);
    await coordinator.engine.edit(record, [{ path: ['victim', member, 'v_age'], x: 40, sawValueIds: [] }]);
    await syncAll(bilal, coordinator);
    expect((await bilal.engine.testimony(record)).members).toEqual([{ collection: 'victim', member, state: 'removed_but_edited' }]);
  });

  test('an assessment goes to the review compartment, and several accounts are not replaced without a reason', async () => {
    const { bilal } = people;
    const record = await testimonyOf({ e_title: 'One' });
    await bilal.engine.edit(record, [{ path: ['r_status'], x: 'open', sawValueIds: [] }]);
    expect(at(await bilal.engine.testimony(record), 'r_status')?.values[0]?.x).toBe('open');
    const two = [...(await shown(bilal, record, 'e_title')), ...(await shown(bilal, record, 'r_status'))];
    await expect(bilal.engine.edit(record, [{ path: ['e_title'], x: 'x', sawValueIds: two }])).rejects.toMatchObject({ name: 'replaces_several' });
    await expect(bilal.engine.decide(record, ['e_title'], 'x', two, '  ')).rejects.toMatchObject({ name: 'malformed' });
  });

  test('who is no coordinator can neither read the queue nor settle anything', async () => {
    const { amina } = people;
    const record = await testimonyOf({ e_title: 'Not hers to change' });
    expect(await amina.engine.queue()).toEqual([]);
    await expect(amina.engine.edit(record, [{ path: ['e_title'], x: 'x', sawValueIds: [] }])).rejects.toMatchObject({ name: 'author_not_member' });
  });

  test('a coordinator who joins later reads what was sealed before and from then on, also by those who wrote before', async () => {
    const { bilal, relay, coordinator } = people;
    const record = await testimonyOf({ e_title: 'Before' });
    await bilal.engine.edit(record, [{ path: ['e_title'], x: 'First edit', sawValueIds: await shown(bilal, record, 'e_title') }]);
    const late = new Device(relay);
    await joinBy(bilal, late, 'Late', ['coordinator']);
    expect((await late.engine.queue()).map(({ title }) => title)).toContain('First edit');
    const lockboxes = (): number => relay.items([...relay.teams.keys()].join()).filter(({ kind }) => kind === 2).length;
    const before = lockboxes();
    await bilal.engine.edit(record, [{ path: ['r_note'], x: 'for all of us', sawValueIds: [] }]);
    await bilal.engine.edit(record, [{ path: ['e_title'], x: 'Second edit', sawValueIds: await shown(bilal, record, 'e_title') }]);
    await syncAll(bilal, late, coordinator);
    // The readers have changed, so each compartment goes on in a new stream, which all can read without a grant.
    expect(lockboxes()).toBe(before + 2);
    const seen = await late.engine.testimony(record);
    expect(at(seen, 'r_note')?.values[0]?.x).toBe('for all of us');
    expect(at(seen, 'e_title')?.values[0]?.x).toBe('Second edit');
    expect(seen.waiting).toBe(0);
    expect((await late.engine.overview()).queue).toMatchObject({ quarantined: 0 });
  });
});
