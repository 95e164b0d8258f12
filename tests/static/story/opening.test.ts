/** Opening a witness’s name: asked before everybody’s eyes, by k of n guardians together, shown once, and kept nowhere. */
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { NAME, type Scene, type Told, WHY, asked, at, everyone, releases, scene, standsAt, stateAt, told } from '../fakes/names';
import { Phone, joinBy } from '../fakes/phone';
import { dismiss } from '../fakes/policy';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let shared: Scene;
let people: Told;
beforeAll(async () => {
  shared = await scene();
});
beforeEach(async () => {
  people = await told(shared);
});

describe('a name that is guarded by three, two of whom open it', () => {
  test('is shown with its guardians, and none of them is asked while nobody asks', async () => {
    const [name, ...more] = await people.sana.engine.guardedNames(people.record);
    expect(more).toEqual([]);
    expect(name).toMatchObject({ no: 0, k: 2, present: 3, asked: null });
    expect(name?.guardians.map(({ label }) => label)).toEqual(['Bilal', 'Gul', 'Dawood']);
    expect((await people.gul.engine.openings()).requests.filter(({ record }) => record === people.record)).toEqual([]);
  });

  test('is opened when two have released, and everybody sees each step', async () => {
    const id = await asked(people);
    for (const phone of [people.bilal, people.sana, people.gul, people.dawood]) {
      expect(await at(phone, id)).toMatchObject({ why: WHY, state: 'open', k: 2, asker: { label: 'Sana' }, hiddenFrom: [] });
      expect((await phone.engine.overview()).openings).toEqual({ open: 1, forMe: phone === people.sana ? 0 : 1 });
    }
    expect(await at(people.gul, id)).toMatchObject({ names: 'unknown', isForMe: true });
    expect(await at(people.dawood, id)).toMatchObject({ names: 'this', isForMe: true });
    await releases(people, people.gul, id);
    await expect(people.sana.engine.openName(id)).rejects.toMatchObject({ name: 'shares_missing' });
    expect(await stateAt(people.bilal, id)).toBe('open');
    await releases(people, people.dawood, id);
    expect(await stateAt(people.gul, id)).toBe('ready');
    const name = await people.sana.engine.openName(id);
    expect(name).toMatchObject({ isGenuine: true, by: { label: 'Amina' } });
    expect(name.fields).toEqual([{ path: ['s_name'], value: NAME }, { path: ['s_phone'], value: '+92 300' }]);
    await people.sana.engine.sync();
    await everyone(people);
    for (const phone of [people.bilal, people.gul, people.dawood]) expect(await stateAt(phone, id)).toBe('opened');
    expect(await standsAt(people.bilal, id)).toEqual({ Bilal: 'waiting', Gul: 'released', Dawood: 'released' });
    expect([...people.sana.reported, ...people.gul.reported]).toEqual([]);
  });

  test('is shown once: after it was closed or the device was locked, nobody can open it by the same request', async () => {
    const id = await asked(people);
    await releases(people, people.gul, id);
    await releases(people, people.bilal, id);
    const shown = await people.sana.engine.openName(id);
    expect(await people.sana.engine.openName(id)).toEqual(shown);
    expect(await at(people.sana, id)).toMatchObject({ isHere: true });
    await people.sana.engine.openingDeed({ do: 'forget', id });
    await expect(people.sana.engine.openName(id)).rejects.toMatchObject({ name: 'opening_closed' });
    await people.sana.reopen();
    await expect(people.sana.engine.openName(id)).rejects.toMatchObject({ name: 'opening_closed' });
    await everyone(people);
    await expect(people.dawood.engine.openingDeed({ do: 'release', id })).rejects.toMatchObject({ name: 'opening_closed' });
  });

  test('waits over a restart of whoever asked', async () => {
    const id = await asked(people);
    await people.sana.reopen();
    await releases(people, people.gul, id);
    await releases(people, people.bilal, id);
    await people.sana.reopen();
    expect((await people.sana.engine.openName(id)).fields[0]?.value).toBe(NAME);
  });

  test('opens no other name with it', async () => {
    const id = await asked(people);
    await releases(people, people.gul, id);
    await releases(people, people.bilal, id);
    await people.sana.engine.openName(id);
    const second = await asked(await told(shared, 'Another'));
    expect(await at(people.gul, second)).toMatchObject({ state: 'open', isForMe: true });
    await expect(people.sana.engine.openName(second)).rejects.toMatchObject({ name: 'shares_missing' });
  });
});

describe('a guardian', () => {
  test('who refuses is seen by all with the reason, and gives no share', async () => {
    const id = await asked(people);
    await people.gul.engine.openingDeed({ do: 'refuse', id, why: 'It is not safe now' });
    await people.gul.engine.sync();
    await everyone(people);
    for (const phone of [people.bilal, people.sana, people.dawood]) {
      expect((await at(phone, id)).guardians.find(({ guardian }) => guardian.label === 'Gul')).toMatchObject({ stand: 'refused', why: 'It is not safe now' });
    }
    await releases(people, people.dawood, id);
    await expect(people.sana.engine.openName(id)).rejects.toMatchObject({ name: 'shares_missing' });
  });

  test('is asked for nothing more once the request was taken back', async () => {
    const id = await asked(people);
    await people.sana.engine.openingDeed({ do: 'withdraw', id });
    await people.sana.engine.sync();
    await everyone(people);
    expect(await stateAt(people.gul, id)).toBe('withdrawn');
    await expect(people.gul.engine.openingDeed({ do: 'release', id })).rejects.toMatchObject({ name: 'opening_closed' });
    expect((await at(people.gul, id)).isForMe).toBe(false);
  });

  test('releases nothing for a request that is too old', async () => {
    const id = await asked(people);
    people.gul.clock += 15 * 86_400_000;
    await expect(people.gul.engine.openingDeed({ do: 'release', id })).rejects.toMatchObject({ name: 'opening_expired' });
    people.gul.clock -= 30 * 86_400_000;
    await expect(people.gul.engine.openingDeed({ do: 'release', id })).rejects.toMatchObject({ name: 'opening_expired' });
    people.gul.clock += 15 * 86_400_000;
  });

  test('releases nothing for a request that a coordinator of today was not shown', async () => {
    const id = await asked(people);
    const late = new Phone(people.relay);
    await joinBy(people.bilal, late, 'Late', ['coordinator']);
    await everyone(people);
    await expect(people.gul.engine.openingDeed({ do: 'release', id })).rejects.toMatchObject({ name: 'opening_hidden' });
    expect((await at(people.gul, id)).hiddenFrom.map(({ label }) => label)).toEqual(['Late']);
    expect((await late.engine.openings()).requests).toEqual([]);
    const again = await asked(people);
    await late.engine.sync();
    expect((await late.engine.openings()).requests.map(({ id: seen }) => seen)).toEqual([again]);
    await releases(people, people.gul, again);
  });

  test('who was removed counts no more, nor does who asked', async () => {
    const fresh = await told(await scene());
    people = fresh;
    const id = await asked(people);
    await releases(people, people.gul, id);
    await dismiss(people.bilal, people.gul);
    await everyone(people);
    await releases(people, people.dawood, id);
    expect(await standsAt(people.sana, id)).toMatchObject({ Gul: 'left', Dawood: 'released' });
    await expect(people.sana.engine.openName(id)).rejects.toMatchObject({ name: 'shares_missing' });
    await dismiss(people.bilal, people.sana);
    await everyone(people);
    expect(await stateAt(people.bilal, id)).toBe('void');
    await expect(people.bilal.engine.openingDeed({ do: 'release', id })).rejects.toMatchObject({ name: 'author_not_member' });
  });

  test('alone opens a name if the team decided so', async () => {
    const small = await told(await scene(1));
    const id = await asked(small);
    await releases(small, small.gul, id);
    expect((await small.sana.engine.openName(id)).fields[0]?.value).toBe(NAME);
  });
});

describe('who may ask', () => {
  test('a coordinator with a reason; nobody without one, and no documenter', async () => {
    const [name] = await people.sana.engine.guardedNames(people.record);
    await expect(people.sana.engine.openingDeed({ do: 'ask', record: people.record, box: name?.box ?? '', why: ' \n' })).rejects.toMatchObject({ name: 'malformed' });
    await expect(people.amina.engine.openingDeed({ do: 'ask', record: people.record, box: name?.box ?? '', why: WHY })).rejects.toMatchObject({ name: 'opening_mismatch' });
    await expect(people.dawood.engine.openName(await asked(people))).rejects.toMatchObject({ name: 'not_recipient' });
  });

  test('nobody, where too few of its guardians are left: the name is lost', async () => {
    people = await told(await scene());
    for (const phone of [people.gul, people.dawood]) await dismiss(people.bilal, phone);
    await everyone(people);
    const [name] = await people.sana.engine.guardedNames(people.record);
    expect(name).toMatchObject({ k: 2, present: 1 });
    expect(name?.guardians.filter(({ removed }) => removed).map(({ label }) => label)).toEqual(['Gul', 'Dawood']);
    await expect(people.sana.engine.openingDeed({ do: 'ask', record: people.record, box: name?.box ?? '', why: WHY })).rejects.toMatchObject({ name: 'shares_missing' });
  });
});
