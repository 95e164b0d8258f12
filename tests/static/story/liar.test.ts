/** A relay that lies: each lie is named within one exchange, nothing of it is believed, and when the relay is honest again nothing was lost. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Cursor } from '../../../static/src/store/store';
import { PAGE_LIES, PUSH_LIES, foreignItem, keepsNothing, staleLog, withholdsRoster, withholdsRosterAndCounts } from '../fakes/liar';
import { type Crew, type Phone, crew, joinBy, Phone as Device, random } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

let people: Crew & { readonly tag: string };
beforeEach(async () => {
  const relay = await FakeRelay.start();
  people = { ...(await crew(relay)), tag: [...relay.teams.keys()].join() };
  for (const phone of [people.bilal, people.coordinator, people.amina, people.zahra]) await phone.engine.sync();
});

const states = async (phone: Phone): Promise<readonly string[]> => (await phone.engine.handed()).map(({ state }) => state);
const titles = async (phone: Phone): Promise<readonly string[]> => (await phone.engine.queue()).map(({ title }) => title ?? '').toSorted();
const cursor = (phone: Phone): Cursor => phone.database.table('feed').get('cursor') as Cursor;
const findings = async (phone: Phone): Promise<readonly (readonly [string, string | null])[]> =>
  (await phone.engine.overview()).findings.map(({ name, author }) => [name, author?.label ?? null]);

/** Sealed and not yet sent. */
async function sealed(phone: Phone, e_title: string): Promise<void> {
  const { relay } = phone;
  relay.away = true;
  await phone.testify({ e_title }, { s_name: 'گواہ' });
  await phone.engine.sync();
  relay.away = false;
}

async function delivered(phone: Phone, e_title: string): Promise<void> {
  await phone.testify({ e_title }, { s_name: 'گواہ' });
  await phone.engine.sync();
}

describe('a coordinator asks, and the relay', () => {
  test.each(Object.entries(PAGE_LIES))('%s: it is called log_wrong, nothing of the page is kept, and the honest answer after it is read', async (_what, lie) => {
    const { relay, bilal, amina } = people;
    await delivered(amina, 'The bus');
    const before = cursor(bilal);
    relay.lie = lie;
    expect(await bilal.engine.sync()).toMatchObject({ phase: 'refused', refusal: 'log_wrong' });
    expect(await titles(bilal)).toEqual([]);
    expect({ ...cursor(bilal), lastSuccess: null }).toEqual({ ...before, lastSuccess: null });
    relay.lie = null;
    expect(await bilal.engine.sync()).toMatchObject({ phase: 'idle' });
    expect(await titles(bilal)).toEqual(['The bus']);
    expect(await findings(bilal)).toEqual([]);
  });

  test("gives another team's item in the place of one of ours: it is called log_wrong", async () => {
    const { relay, bilal, amina } = people;
    await delivered(amina, 'The bus');
    relay.lie = foreignItem(new Uint8Array(200));
    expect(await bilal.engine.sync()).toMatchObject({ refusal: 'log_wrong' });
    expect((await bilal.engine.overview()).queue).toMatchObject({ records: 0, waiting: 0, quarantined: 0 });
  });
});

describe('a phone sends, and the relay', () => {
  test.each(Object.entries(PUSH_LIES))('%s: it is called receipt_wrong, and nothing is "delivered" before it is true', async (_what, lie) => {
    const { relay, amina } = people;
    await sealed(amina, 'The bus');
    relay.lie = lie;
    expect(await amina.engine.sync()).toMatchObject({ phase: 'refused', refusal: 'receipt_wrong' });
    expect(await states(amina)).toEqual(['sealed']);
    relay.lie = null;
    await amina.engine.sync();
    expect(await states(amina)).toEqual(['delivered']);
  });

  test('says "kept" and keeps nothing: it is called receipt_wrong, and the testimony is offered again', async () => {
    const { relay, amina, bilal, tag } = people;
    await sealed(amina, 'The bus');
    relay.lie = keepsNothing(relay, tag);
    expect(await amina.engine.sync()).toMatchObject({ phase: 'refused', refusal: 'receipt_wrong' });
    expect(await states(amina)).toEqual(['sealed']);
    relay.lie = null;
    for (const phone of [amina, bilal]) await phone.engine.sync();
    expect(await states(amina)).toEqual(['delivered']);
    expect(await titles(bilal)).toEqual(['The bus']);
  });
});

describe('the relay hides a change of members from a phone', () => {
  test.each([
    ['by giving all but that entry', withholdsRoster, 'roster_withheld'],
    ['and miscounts for it', withholdsRosterAndCounts, 'log_wrong'],
  ] as const)('%s: it is named, and the phone learns of it as soon as it is given', async (_what, lie, name) => {
    const { relay, bilal, amina } = people;
    await joinBy(bilal, new Device(relay), 'Newcomer', ['coordinator']);
    relay.lie = lie;
    expect(await amina.engine.sync()).toMatchObject({ phase: 'refused', refusal: name });
    expect((await amina.engine.team()).members).toHaveLength(4);
    relay.lie = null;
    expect(await amina.engine.sync()).toMatchObject({ phase: 'idle' });
    expect((await amina.engine.team()).members).toHaveLength(5);
  });

  test('in a page that proves itself otherwise: what was kept since is read again, so that the phone learns of it in the end', async () => {
    const { relay, tag, bilal, amina } = people;
    const known = relay.items(tag).length;
    await joinBy(bilal, new Device(relay), 'Newcomer', ['coordinator']);
    const hidden = new Set(relay.items(tag).slice(known).map(({ id }) => id));
    relay.hides = ({ kind, id }) => kind === 4 && hidden.has(id);
    // A page ends before the log does.
    for (let more = 0; more < 520; more += 1) relay.plant(tag, 9, random(40));
    expect(await amina.engine.sync()).toMatchObject({ phase: 'refused', refusal: 'roster_withheld' });
    expect((await amina.engine.team()).members).toHaveLength(4);
    relay.hides = () => false;
    expect(await amina.engine.sync()).toMatchObject({ phase: 'idle' });
    expect((await amina.engine.team()).members).toHaveLength(5);
  });

  test('and gives it an answer of a coordinator that came later: nothing of that page is kept either', async () => {
    const { relay, bilal, amina } = people;
    await delivered(amina, 'The bus');
    await joinBy(bilal, new Device(relay), 'Newcomer', ['coordinator']);
    await bilal.engine.sync();
    relay.lie = withholdsRoster;
    expect(await amina.engine.sync()).toMatchObject({ refusal: 'roster_withheld' });
    relay.lie = null;
    await amina.engine.sync();
    expect((await amina.engine.team()).members).toHaveLength(5);
    expect(await states(amina)).toEqual(['readable']);
  });
});

describe('the relay loses what it had acknowledged, without a new epoch', () => {
  test('a phone names it, says "sealed" again, gives back what was lost, and shows the finding until it was seen', async () => {
    const { relay, amina, bilal, tag } = people;
    const kept = relay.items(tag).length;
    await delivered(amina, 'The bus');
    expect(await states(amina)).toEqual(['delivered']);
    relay.forget(tag, kept);
    const honest = relay.lie;
    // In the middle of its exchange, when it has just been told.
    const seen: string[] = [];
    relay.lie = async (call, answer) => {
      if (call === 'pull' && seen.length === 0) seen.push(...(await states(amina)));
      return answer;
    };
    expect(await amina.engine.sync()).toMatchObject({ phase: 'idle' });
    relay.lie = honest;
    expect(await findings(amina)).toEqual([['log_rolled_back', null]]);
    expect(await states(amina)).toEqual(['delivered']);
    await bilal.engine.sync();
    expect(await titles(bilal)).toEqual(['The bus']);
    await amina.reopen();
    const [finding] = (await amina.engine.overview()).findings;
    expect(finding?.day).toBe(Date.UTC(2026, 10, 22));
    await amina.engine.findingSeen(finding?.id ?? '');
    await amina.reopen();
    expect(await findings(amina)).toEqual([]);
    expect(amina.database.table('findings').size).toBe(1);
  });

  test('and denies it with a shorter log under a good signature: that is named too', async () => {
    const { relay, amina, coordinator, tag } = people;
    const before = relay.items(tag).length;
    await delivered(amina, 'The bus');
    await coordinator.engine.sync();
    relay.lie = staleLog(relay, tag, before);
    await coordinator.engine.sync();
    relay.lie = null;
    await coordinator.engine.sync();
    expect(await findings(coordinator)).toEqual([['log_rolled_back', null]]);
    expect(await titles(coordinator)).toEqual(['The bus']);
  });

  test('but one that was restored and says so is no finding, also if a push meets it first', async () => {
    const { relay, amina, bilal, tag } = people;
    const kept = relay.items(tag).length;
    await delivered(amina, 'The bus');
    relay.restore(tag, kept);
    await sealed(amina, 'The car');
    expect(await amina.engine.sync()).toMatchObject({ phase: 'idle' });
    await bilal.engine.sync();
    expect(await findings(amina)).toEqual([]);
    expect(await findings(bilal)).toEqual([]);
    expect(await titles(bilal)).toEqual(['The bus', 'The car']);
  });

  test('a relay that only claims to have less is called log_wrong, and changes nothing', async () => {
    const { relay, amina } = people;
    await delivered(amina, 'The bus');
    const before = cursor(amina);
    let claims = 1;
    const { send } = relay;
    Object.assign(relay, {
      send: async (url: string, init: RequestInit) => {
        if (url.includes('/items?') && claims-- > 0) return Response.json({ error: { name: 'log_rolled_back' } }, { status: 409 });
        return send(url, init);
      },
    });
    expect(await amina.engine.sync()).toMatchObject({ phase: 'refused', refusal: 'log_wrong' });
    expect(cursor(amina).log?.size).toBe(before.log?.size);
    expect(await findings(amina)).toEqual([]);
  });
});
