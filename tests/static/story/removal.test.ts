/** A phone was taken: it is out at once, and everybody else goes on. */
import { describe, expect, test, vi } from 'vitest';
import { brand, hex, present } from '../../../static/src/format/bytes';
import { teamTag } from '../../../static/src/format/device';
import type { SignedEntry } from '../../../static/src/format/entry';
import { plainHash } from '../../../static/src/format/hash';
import { renewalId } from '../../../static/src/format/renewal';
import { Device } from '../../../static/src/seal/device';
import { sealRenewal } from '../../../static/src/seal/renewal';
import { rosterMailbox, sealEntry, uploadToken } from '../../../static/src/seal/roster';
import { insideOf } from '../fakes/inside';
import { Phone, crew, joinBy, random } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

vi.setConfig({ testTimeout: 120_000 });
const DAY = 24 * 3600 * 1000;

async function deviceOf(admin: Phone, label: string): Promise<string> {
  const { members } = await admin.engine.govern('readers');
  const member = members.find((one) => one.label === label && !one.removed);
  if (member === undefined) throw new Error(`no member ${label}`);
  return member.deviceId;
}

async function statesOf(phone: Phone): Promise<readonly string[]> {
  return (await phone.engine.handed()).map(({ state }) => state);
}

describe('a phone that was removed', () => {
  test('can neither push nor pull from that moment on, and its person is told', async () => {
    const { bilal, amina } = await crew(await FakeRelay.start());
    expect(await bilal.engine.govern('removeMember', await deviceOf(bilal, 'Amina'), 'taken')).toBe('done');
    await amina.testify({ narrative: 'made after the phone was taken' });
    const { phase, refusal } = await amina.engine.sync();
    expect([phase, refusal]).toEqual(['refused', 'token_refused']);
    expect(await statesOf(amina)).toEqual(['sealed']);
    expect((await amina.engine.overview()).me.removed).toBe(true);
    expect((await bilal.engine.govern('readers')).renewalOwed).toBe(false);
  });

  test('leaves the others where they were: those who slept through two epochs find their way in by themselves', async () => {
    const { relay, bilal, coordinator, amina, zahra } = await crew(await FakeRelay.start());
    await bilal.engine.govern('removeMember', await deviceOf(bilal, 'Amina'), 'lost');
    await joinBy(bilal, new Phone(relay), 'Tahir', ['documenter']);
    await bilal.engine.govern('removeMember', await deviceOf(bilal, 'Tahir'), 'left');
    await zahra.testify({ narrative: 'from Zahra' });
    expect((await zahra.engine.sync()).phase).toBe('idle');
    expect(await statesOf(zahra)).toEqual(['delivered']);
    await coordinator.engine.sync();
    expect(await coordinator.engine.queue()).toHaveLength(1);
    await zahra.engine.sync();
    expect(await statesOf(zahra)).toEqual(['readable']);
    await zahra.reopen();
    expect((await zahra.engine.sync()).phase).toBe('idle');
    expect(amina.reported).toEqual([]);
  });

  test('is no reader of what is sealed afterwards, though it was a coordinator', async () => {
    const { bilal, coordinator, zahra } = await crew(await FakeRelay.start());
    await zahra.testify({ narrative: 'before' });
    await zahra.engine.sync();
    await coordinator.engine.sync();
    const [before] = await coordinator.engine.queue();
    await bilal.engine.sync();
    await bilal.engine.govern('removeMember', await deviceOf(bilal, 'Sana'), 'turned');
    await bilal.engine.edit(before?.record ?? '', [{ path: ['e_title'], x: 'after', sawValueIds: [] }]);
    await bilal.engine.sync();
    // The relay itself is turned too, and still shows her everything.
    const [team] = bilal.relay.teams.values();
    if (team === undefined) throw new Error('no team');
    const token = team.tokenHash;
    const { everWritten } = coordinator.database;
    await coordinator.engine.sync();
    expect(team.tokenHash).toBe(token);
    expect(everWritten.length).toBeGreaterThan(0);
    expect((await coordinator.engine.queue()).map(({ title }) => title)).toEqual([null]);
    expect((await bilal.engine.queue()).map(({ title }) => title)).toEqual(['after']);
  });

  test('gets what it sealed with an old date read by nobody, and the person is told that something came late', async () => {
    const { relay, bilal, coordinator, amina, zahra } = await crew(await FakeRelay.start());
    await amina.testify({ narrative: 'in time' });
    await amina.engine.sync();
    amina.offline = true;
    amina.clock -= 3 * DAY;
    await amina.testify({ narrative: 'with an old date' });
    const letters = await amina.engine.writeLetters();
    await bilal.engine.govern('removeMember', await deviceOf(bilal, 'Amina'), 'taken');
    await zahra.engine.sync();
    await zahra.engine.takeFile(letters.bytes);
    await zahra.engine.sync();
    for (const reader of [bilal, coordinator]) {
      await reader.engine.sync();
      expect(await reader.engine.queue()).toHaveLength(1);
      expect((await reader.engine.govern('readers')).late).toBe(1);
    }
    const late = new Phone(relay);
    await joinBy(bilal, late, 'Dawood', ['coordinator']);
    await bilal.engine.sync();
    await late.engine.sync();
    await late.engine.sync();
    expect(await late.engine.queue()).toHaveLength(1);
    expect((await late.engine.govern('readers')).late).toBe(1);
  });

  test('who knew the admin key of the team at the relay knows it no more', async () => {
    const { relay, bilal } = await crew(await FakeRelay.start());
    const hamid = new Phone(relay);
    await joinBy(bilal, hamid, 'Hamid', ['admin']);
    await hamid.engine.sync();
    await hamid.engine.govern('removeMember', await deviceOf(hamid, 'Bilal'), 'turned');
    expect((await bilal.engine.sync()).refusal).toBe('token_refused');
    await expect(bilal.engine.govern('removeMember', await deviceOf(bilal, 'Hamid'), 'turned')).rejects.toMatchObject({ name: 'token_refused' });
    expect((await hamid.engine.sync()).phase).toBe('idle');
  });
});

describe('a new epoch', () => {
  test('is not lost with the answer of the relay', async () => {
    const { relay, bilal, zahra } = await crew(await FakeRelay.start());
    relay.afterRenew = () => void (relay.away = true);
    await expect(bilal.engine.govern('removeMember', await deviceOf(bilal, 'Amina'), 'lost')).rejects.toMatchObject({ name: 'relay_unreachable' });
    relay.away = false;
    relay.afterRenew = () => undefined;
    for (const phone of [bilal, zahra]) expect((await phone.engine.sync()).phase).toBe('idle');
    expect((await bilal.engine.govern('readers')).renewalOwed).toBe(false);
  });

  test('is made by another administrator if who removed somebody was cut off half way', async () => {
    const { relay, bilal, amina } = await crew(await FakeRelay.start());
    const hamid = new Phone(relay);
    await joinBy(bilal, hamid, 'Hamid', ['admin']);
    await hamid.engine.sync();
    hamid.clock += 60_000;
    const send = relay.send;
    Object.assign(relay, { send: (url: string, init: RequestInit) => (url.endsWith('/renew') ? Promise.reject(new TypeError('fetch failed')) : send(url, init)) });
    await expect(bilal.engine.govern('removeMember', await deviceOf(bilal, 'Amina'), 'lost')).rejects.toMatchObject({ name: 'relay_unreachable' });
    Object.assign(relay, { send });
    await hamid.engine.sync();
    expect((await amina.engine.sync()).phase).toBe('idle');
    hamid.clock += 2 * 3600 * 1000;
    await hamid.engine.sync();
    expect((await amina.engine.sync()).refusal).toBe('token_refused');
    expect((await bilal.engine.sync()).phase).toBe('idle');
  });

  test('lets those in who were invited before it, also when they had already asked', async () => {
    const { relay, bilal } = await crew(await FakeRelay.start());
    const [asked, invited] = [new Phone(relay), new Phone(relay)];
    const links = [await bilal.engine.invite(['documenter']), await bilal.engine.invite(['coordinator'])].map(({ link }) => link);
    await asked.engine.join(links[0] ?? '', 'Tahir', asked.passphrase);
    await bilal.engine.sync();
    await bilal.engine.govern('removeMember', await deviceOf(bilal, 'Amina'), 'lost');
    await invited.engine.join(links[1] ?? '', 'Dawood', invited.passphrase);
    expect((await asked.engine.sync()).phase).toBe('idle');
    await bilal.engine.sync();
    for (const { id } of (await bilal.engine.team()).requests) await bilal.engine.admit(id);
    for (const phone of [asked, invited]) {
      expect((await phone.engine.sync()).phase).toBe('idle');
      expect((await phone.engine.overview()).admitted).toBe(true);
    }
  });

  test('that a ghost or a turned coordinator made up is believed by nobody, though the relay helps them', async () => {
    const { relay, coordinator, zahra } = await crew(await FakeRelay.start());
    const [team] = relay.teams.values();
    if (team === undefined) throw new Error('no team');
    await coordinator.engine.sync();
    const { membership, device, roster, entries } = await insideOf(coordinator);
    const ghost = await Device.fromSeeds({ sign: random(32), kem: random(32) });
    const victim = roster.members.find(({ label }) => label === 'Zahra');
    if (victim === undefined) throw new Error('no Zahra');
    const said = { rosterSeq: roster.seq, rosterHead: roster.head, epoch: membership.epoch + 1, epochSecret: random(32), adminSeed: new Uint8Array(32), serial: 1 };
    team.tokenHash = hex(plainHash(await uploadToken(said.epochSecret)));
    const body = await sealEntry(brand<SignedEntry>(present(entries.at(-1))), teamTag(roster.teamId), said.epoch, said.epochSecret, random);
    relay.plant(hex(teamTag(roster.teamId)), 4, body, await rosterMailbox(said.epochSecret));
    for (const liar of [ghost, device]) {
      team.renewals.set(hex(renewalId(membership.epochSecret, victim.id)), await sealRenewal(roster, liar, victim, said));
      const { phase, refusal } = await zahra.engine.sync();
      expect([phase, refusal]).toEqual(['refused', 'author_not_member']);
      expect((await insideOf(zahra)).membership.epoch).toBe(membership.epoch);
    }
  });
});
