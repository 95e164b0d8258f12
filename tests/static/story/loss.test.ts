/** Nothing acknowledged is ever lost, nothing is sent twice, and nothing is said to be delivered that is not. */
import { describe, expect, test } from 'vitest';
import type { Outgoing } from '../../../static/src/store/store';
import { Phone, crew } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

async function founder(): Promise<{ relay: FakeRelay; phone: Phone; tag: string }> {
  const relay = await FakeRelay.start();
  const phone = new Phone(relay);
  await phone.engine.found('Quetta', 'Bilal', phone.passphrase, null);
  return { relay, phone, tag: [...relay.teams.keys()][0] as string };
}
const outboxOf = ({ database }: Phone): readonly Outgoing[] => [...database.table('outbox').values()] as Outgoing[];
const states = async (phone: Phone): Promise<readonly string[]> => (await phone.engine.handed()).map(({ state }) => state);

describe('a phone that dies', () => {
  test('between keeping and sending loses nothing and sends nothing twice', async () => {
    const { relay, phone, tag } = await founder();
    await phone.engine.sync();
    relay.away = true;
    const { record } = await phone.testify({ narrative: 'گواہی' });
    phone.kill();
    relay.away = false;
    const before = relay.items(tag).length;
    await phone.reopen();
    await phone.reopen();
    expect(relay.items(tag)).toHaveLength(before + 2);
    expect(await states(phone)).toEqual(['readable']);
    expect((await phone.engine.testimony(record)).paths[0]?.values[0]?.x).toBe('گواہی');
  });

  test('after the relay stored but before it answered offers again, and the relay keeps one', async () => {
    const { relay, phone, tag } = await founder();
    await phone.engine.sync();
    relay.afterPush = () => {
      relay.away = true;
    };
    await phone.testify({ narrative: 'once' });
    expect((await phone.engine.sync()).phase).toBe('offline');
    expect(await states(phone)).toEqual(['sealed']);
    relay.afterPush = () => undefined;
    relay.away = false;
    const before = relay.items(tag).length;
    await phone.reopen();
    expect(relay.items(tag)).toHaveLength(before);
    expect(await states(phone)).toEqual(['readable']);
    expect((await phone.engine.overview()).queue).toEqual({ records: 1, conflicts: 0, waiting: 0, quarantined: 0, unmatched: 0 });
  });

  test('keeps its drafts, and a sealing that could not be kept leaves the draft as it was', async () => {
    const { phone } = await founder();
    const draft = await phone.draft({ fields: { narrative: 'آدھی بات', s_name: null }, members: { victim: [{ id: '00'.repeat(16), fields: { v_sex: 'unknown' } }] } });
    await phone.reopen();
    expect(await phone.engine.drafts()).toEqual([draft]);
    phone.database.failNextCommit = new Error('the disk is gone');
    await expect(phone.engine.seal(draft.id, ['f', '1'], [{ path: ['narrative'], value: 'x', compartment: 'testimony' }])).rejects.toThrow('the disk is gone');
    await phone.reopen();
    expect(await phone.engine.drafts()).toEqual([draft]);
    expect(await phone.engine.handed()).toEqual([]);
  });

  test('does not bring a sealed draft back when a screen saves a moment too late', async () => {
    const { phone } = await founder();
    const draft = await phone.draft({ fields: { narrative: 'said' }, members: {} });
    await phone.engine.seal(draft.id, ['f', '1'], [{ path: ['narrative'], value: 'said', compartment: 'testimony' }]);
    await expect(phone.engine.saveDraft(draft)).rejects.toMatchObject({ name: 'not_found' });
    expect(await phone.engine.drafts()).toEqual([]);
    expect(phone.database.table('drafts').size).toBe(0);
  });
});

describe('a relay that lies or forgets', () => {
  test('and was restored from an old backup is given back what it lost, by everybody who holds it', async () => {
    const { relay, amina, bilal, coordinator } = await crew(await FakeRelay.start());
    const tag = [...relay.teams.keys()][0] as string;
    const kept = relay.items(tag).length;
    await amina.testify({ narrative: 'kept by all' });
    for (const phone of [amina, bilal, coordinator, amina]) await phone.engine.sync();
    const all = new Set(relay.items(tag).map(({ id }) => id));
    expect(await states(amina)).toEqual(['readable']);
    relay.restore(tag, kept);
    // Amina's phone is gone: the coordinators alone give her testimony back.
    await coordinator.engine.sync();
    expect(new Set(relay.items(tag).map(({ id }) => id))).toEqual(all);
    for (const phone of [bilal, amina]) expect((await phone.engine.sync()).phase).toBe('idle');
    expect(relay.items(tag)).toHaveLength(all.size);
    expect((await bilal.engine.overview()).queue).toMatchObject({ records: 1, waiting: 0, quarantined: 0 });
  });

  test('and shows everything a second time does not set a stream back: what comes next is read', async () => {
    const { relay, bilal, coordinator } = await crew(await FakeRelay.start());
    const tag = [...relay.teams.keys()][0] as string;
    const { record } = await coordinator.testify({ e_title: 'One' });
    const syncBoth = async (): Promise<void> => {
      for (const phone of [coordinator, bilal]) await phone.engine.sync();
    };
    await syncBoth();
    bilal.database.table('held').clear();
    relay.restore(tag, relay.items(tag).length);
    await syncBoth();
    await coordinator.engine.edit(record, [{ path: ['e_place'], x: 'Mastung', sawValueIds: [] }]);
    await syncBoth();
    expect((await bilal.engine.testimony(record)).paths).toHaveLength(2);
    expect((await bilal.engine.overview()).queue).toMatchObject({ waiting: 0, quarantined: 0 });
  });

  test('and refuses the token is told of, and nothing is lost', async () => {
    const { relay, phone, tag } = await founder();
    const team = relay.teams.get(tag);
    if (team === undefined) throw new Error('no team');
    relay.teams.set(tag, { ...team, tokenHash: '' });
    await phone.testify({ narrative: 'x' });
    expect(await phone.engine.sync()).toMatchObject({ phase: 'refused', refusal: 'token_refused' });
    relay.teams.set(tag, team);
    expect(await phone.engine.sync()).toMatchObject({ phase: 'idle', refusal: null });
  });
});

describe('what is not ours or not whole', () => {
  test('another team\'s item and damaged items are set aside, counted, and stop nobody', async () => {
    const { relay, amina, bilal } = await crew(await FakeRelay.start());
    const other = await founder();
    const tag = [...relay.teams.keys()][0] as string;
    await other.phone.testify({ narrative: 'theirs' });
    await other.phone.engine.sync();
    const foreign = other.relay.items(other.tag).find(({ kind }) => kind === 1);
    relay.away = true;
    await amina.testify({ narrative: 'one' });
    const [lockbox, change] = outboxOf(amina);
    if (foreign === undefined || lockbox === undefined || change === undefined) throw new Error('nothing was sealed');
    const damaged = change.body.slice();
    damaged[damaged.length - 1] = (damaged.at(-1) as number) ^ 1;
    // The damaged one comes first, where the true one belongs.
    relay.plant(tag, 1, foreign.body);
    relay.plant(tag, 1, change.body.slice(0, 40));
    relay.plant(tag, 9, change.body);
    relay.plant(tag, 2, lockbox.body);
    relay.plant(tag, 1, damaged);
    relay.away = false;
    await amina.testify({ narrative: 'two' });
    for (const phone of [amina, bilal]) expect((await phone.engine.sync()).phase).toBe('idle');
    expect((await bilal.engine.overview()).queue).toEqual({ records: 2, conflicts: 0, waiting: 0, quarantined: 4, unmatched: 0 });
    const names = [...bilal.database.table('quarantine').values()].map((row) => (row as { refusal: string }).refusal).sort();
    expect(names).toEqual(['damaged', 'malformed', 'malformed', 'wrong_team']);
    await bilal.reopen();
    expect((await bilal.engine.overview()).queue).toMatchObject({ records: 2, quarantined: 4 });
  });

  test('a change whose lockbox comes later waits, and is opened then', async () => {
    const { relay, amina, bilal } = await crew(await FakeRelay.start());
    const tag = [...relay.teams.keys()][0] as string;
    relay.away = true;
    await amina.testify({ narrative: 'late' });
    await amina.engine.sync();
    // Somebody carried the change alone.
    for (const { kind, body } of outboxOf(amina)) if (kind === 1) relay.plant(tag, kind, body);
    relay.away = false;
    await bilal.engine.sync();
    expect((await bilal.engine.overview()).queue).toMatchObject({ records: 0, waiting: 1 });
    await amina.engine.sync();
    await bilal.reopen();
    expect((await bilal.engine.overview()).queue).toMatchObject({ records: 1, waiting: 0 });
  });
});
