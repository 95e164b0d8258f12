/** What takes two administrators is done by two, and by no one else; and how old a list of members may be before nothing is sealed to it. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { brand, concat, hex } from '../../../static/src/format/bytes';
import { teamTag } from '../../../static/src/format/device';
import { Role, type RosterOp, add } from '../../../static/src/format/entry';
import { Kind } from '../../../static/src/format/item';
import { Device } from '../../../static/src/seal/device';
import { rosterMailbox, sealEntry, signEntry } from '../../../static/src/seal/roster';
import type { Proposal, Rules } from '../../../static/src/journey/governing';
import { insideOf } from '../fakes/inside';
import { type Crew, Phone, crew, joinBy, random } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

const DAY = 24 * 3600 * 1000;
/** Six phones, each with a key file that is dear to open. */
const PATIENCE = 120_000;
vi.setConfig({ testTimeout: PATIENCE });
let team: Crew;
let hamid: Phone;

async function deviceOf(phone: Phone, label: string): Promise<string> {
  return (await phone.engine.govern('readers')).members.find((one) => one.label === label)?.deviceId ?? '';
}

async function rulesOf(phone: Phone): Promise<Rules> {
  return (await phone.engine.govern('readers')).rules;
}

async function onlyProposal(phone: Phone): Promise<Proposal> {
  await phone.engine.sync();
  const [proposal, ...more] = await phone.engine.govern('proposals');
  if (proposal === undefined || more.length > 0) throw new Error('not one proposal');
  return proposal;
}

/** Bilal and Hamid, who decide together. */
beforeEach(async () => {
  team = await crew(await FakeRelay.start());
  hamid = new Phone(team.relay);
  await joinBy(team.bilal, hamid, 'Hamid', ['admin']);
  expect((await team.bilal.engine.govern('readers')).quorumAdvised).toBe(true);
  expect(await team.bilal.engine.govern('changeRules', { ...(await rulesOf(team.bilal)), quorum: 2 })).toBe('done');
  await hamid.engine.sync();
}, PATIENCE);

describe('two administrators who decide together', () => {
  test('one proposes, the other sees exactly what, and it is in force when the other has signed', async () => {
    const { bilal, coordinator, amina } = team;
    expect(await bilal.engine.govern('removeMember', await deviceOf(bilal, 'Sana'), 'taken')).toBe('proposed');
    const mine = await onlyProposal(bilal);
    expect([mine.mine, mine.needed, mine.state]).toEqual(['signed', 2, 'open']);
    const proposal = await onlyProposal(hamid);
    expect(proposal.acts).toMatchObject([{ act: 'remove', who: { label: 'Sana' }, reason: 'taken' }]);
    expect(proposal.signed.map(({ label }) => label)).toEqual(['Bilal']);
    expect(proposal.mine).toBe(null);
    expect((await coordinator.engine.overview()).me.removed).toBe(false);
    expect(await hamid.engine.govern('signProposal', proposal.id)).toBe('done');
    expect((await coordinator.engine.sync()).refusal).toBe('token_refused');
    await bilal.engine.sync();
    expect(await bilal.engine.govern('proposals')).toEqual([]);
    const left = (await bilal.engine.govern('readers')).members.find(({ label }) => label === 'Sana');
    expect([left?.removed, left?.reason, left?.left?.by.map(({ label }) => label).toSorted()]).toEqual([true, 'taken', ['Bilal', 'Hamid']]);
    await amina.testify({ narrative: 'goes on' });
    expect((await amina.engine.sync()).phase).toBe('idle');
  });

  test('one lets nobody in who can read, but a documenter', async () => {
    const { bilal, relay } = team;
    const [dawood, tahir] = [new Phone(relay), new Phone(relay)];
    for (const [phone, label, roles] of [[dawood, 'Dawood', ['coordinator']], [tahir, 'Tahir', ['documenter']]] as const) {
      await phone.engine.join((await bilal.engine.invite(roles)).link, label, phone.passphrase);
    }
    await bilal.engine.sync();
    const { requests } = await bilal.engine.team();
    const of = (label: string): string => requests.find((one) => one.label === label)?.id ?? '';
    expect(await bilal.engine.admit(of('Tahir'))).toBe('done');
    expect(await bilal.engine.admit(of('Dawood'))).toBe('proposed');
    await dawood.engine.sync();
    expect((await dawood.engine.overview()).admitted).toBe(false);
    await hamid.engine.govern('signProposal', (await onlyProposal(hamid)).id);
    await dawood.engine.sync();
    expect((await dawood.engine.overview()).admitted).toBe(true);
    await bilal.engine.sync();
    expect((await bilal.engine.team()).requests).toEqual([]);
  });

  test('a no is shown to both, and can still become a yes', async () => {
    const { bilal } = team;
    await bilal.engine.govern('changeRules', { ...(await rulesOf(bilal)), seal: 'kept', keptDays: 30 });
    const { id, acts } = await onlyProposal(hamid);
    expect(acts).toMatchObject([{ act: 'rules', before: { seal: 'at_done', keptDays: 0 }, after: { seal: 'kept', keptDays: 30 } }]);
    await hamid.engine.govern('refuseProposal', id);
    expect((await onlyProposal(bilal)).refused.map(({ label }) => label)).toEqual(['Hamid']);
    expect((await rulesOf(bilal)).seal).toBe('at_done');
    expect(await hamid.engine.govern('signProposal', id)).toBe('done');
    await bilal.engine.sync();
    expect((await rulesOf(bilal)).keptDays).toBe(30);
  });

  test('a key that must sign the app is proposed like any rule, and who signs is shown it', async () => {
    const { bilal } = team;
    const before = await rulesOf(bilal);
    const releaseKey = 'ab'.repeat(32);
    await expect(bilal.engine.govern('changeRules', { ...before, releaseKey: 'ab' })).rejects.toMatchObject({ name: 'malformed' });
    await bilal.engine.govern('changeRules', { ...before, releaseKey });
    await hamid.engine.sync();
    const { id, acts } = await onlyProposal(hamid);
    expect(acts).toMatchObject([{ act: 'rules', before: { releaseKey: '' }, after: { releaseKey, relayKey: before.relayKey } }]);
    expect(await hamid.engine.govern('signProposal', id)).toBe('done');
    await bilal.engine.sync();
    expect((await rulesOf(bilal)).releaseKey).toBe(releaseKey);
    await bilal.engine.govern('changeRules', { ...(await rulesOf(bilal)), releaseKey: '' });
    await hamid.engine.sync();
    expect(await hamid.engine.govern('signProposal', (await onlyProposal(hamid)).id)).toBe('done');
    await bilal.engine.sync();
  });

  test('of two proposals at once the later one was overtaken, says so, and is proposed again', async () => {
    const { bilal } = team;
    await bilal.engine.govern('changeRules', { ...(await rulesOf(bilal)), staleDays: 7 });
    await hamid.engine.govern('changeRules', { ...(await rulesOf(hamid)), delayMinutes: 60 });
    for (const phone of [bilal, hamid]) {
      await phone.engine.sync();
      expect(await phone.engine.govern('proposals')).toHaveLength(2);
    }
    const first = (await hamid.engine.govern('proposals')).find(({ mine }) => mine === null);
    await hamid.engine.govern('signProposal', first?.id ?? '');
    const overtaken = await onlyProposal(bilal);
    expect(overtaken.state).toBe('overtaken');
    await expect(bilal.engine.govern('signProposal', overtaken.id)).rejects.toMatchObject({ name: 'roster_chain' });
    expect(await hamid.engine.govern('proposeAgain', (await onlyProposal(hamid)).id)).toBe('proposed');
    await bilal.engine.sync();
    const again = (await bilal.engine.govern('proposals')).find(({ state }) => state === 'open');
    expect(await bilal.engine.govern('signProposal', again?.id ?? '')).toBe('done');
    expect(await rulesOf(bilal)).toMatchObject({ delayMinutes: 60, quorum: 2 });
  });

  test('nobody is left without enough administrators', async () => {
    await expect(team.bilal.engine.govern('removeMember', await deviceOf(team.bilal, 'Hamid'), 'left')).rejects.toMatchObject({ name: 'roster_op' });
    await expect(team.amina.engine.govern('removeMember', await deviceOf(team.bilal, 'Hamid'), 'left')).rejects.toMatchObject({ name: 'roster_op' });
  });

  test('a proposal by a turned coordinator or a ghost is shown to nobody', async () => {
    const { coordinator, relay } = team;
    const { sealProposal } = await import('../../../static/src/seal/proposal');
    const { device, roster } = await insideOf(coordinator);
    const ghost = await Device.fromSeeds({ sign: random(32), kem: random(32) });
    const admin = roster.members.find(({ label }) => label === 'Bilal');
    if (admin === undefined) throw new Error('no Bilal');
    for (const liar of [device, ghost]) {
      const entry = await signEntry(roster.nextEntry([ghostly(ghost, Role.coordinator)], 1), [liar]);
      relay.plant(hex(teamTag(roster.teamId)), Kind.proposal, concat(await sealProposal(roster, admin, { entry })), admin.mailbox);
    }
    await team.bilal.engine.sync();
    expect(await team.bilal.engine.govern('proposals')).toEqual([]);
    expect((await team.bilal.engine.overview()).queue.quarantined).toBe(2);
  });
});

function ghostly({ signPk, kemPk }: Device, role: number): RosterOp {
  return add({ role, signPk, kemPk, mailbox: random(16), label: 'Ghost' });
}

describe('a ghost', () => {
  test('becomes a reader neither by itself, nor by one turned administrator of two, nor by a turned coordinator', async () => {
    const { bilal, coordinator, amina, relay } = team;
    const ghost = await Device.fromSeeds({ sign: random(32), kem: random(32) });
    await coordinator.engine.sync();
    const { roster, membership, device: turned } = await insideOf(coordinator);
    const { device: admin } = await insideOf(bilal);
    for (const liar of [ghost, admin, turned]) {
      const signed = await signEntry(roster.nextEntry([ghostly(ghost, Role.coordinator)], 1), [liar, ghost]);
      const body = await sealEntry(signed, teamTag(roster.teamId), membership.epoch, membership.epochSecret, random);
      relay.plant(hex(teamTag(roster.teamId)), Kind.rosterEntry, body, await rosterMailbox(membership.epochSecret));
    }
    for (const phone of [amina, coordinator, bilal, hamid]) {
      await phone.engine.sync();
      expect((await phone.engine.govern('readers')).members.map(({ label }) => label)).not.toContain('Ghost');
      expect([...phone.database.table('quarantine').values()]).toMatchObject(Array.from({ length: 3 }, () => ({ refusal: 'roster_signatures' })));
    }
  });

  test('of a forked list of members is refused by whoever knows the other', async () => {
    const { bilal, amina, relay } = team;
    const [one, other] = [await insideOf(bilal), await insideOf(hamid)];
    const { roster, membership } = one;
    const ghost = await Device.fromSeeds({ sign: random(32), kem: random(32) });
    await bilal.engine.sync();
    // Two turned administrators give the relay two histories; it shows both.
    const mine = await signEntry(roster.nextEntry([{ op: 'head' }], 1), [one.device, other.device]);
    const forked = await signEntry(roster.nextEntry([ghostly(ghost, Role.coordinator)], 2), [one.device, other.device]);
    for (const signed of [mine, forked]) {
      const body = await sealEntry(signed, teamTag(roster.teamId), membership.epoch, membership.epochSecret, random);
      relay.plant(hex(teamTag(roster.teamId)), Kind.rosterEntry, body, await rosterMailbox(membership.epochSecret));
    }
    await amina.engine.sync();
    expect((await amina.engine.govern('readers')).members.map(({ label }) => label)).not.toContain('Ghost');
    expect([...amina.database.table('quarantine').values()]).toMatchObject([{ refusal: 'roster_chain' }]);
    expect(brand<never>(roster.head)).toHaveLength(32);
  });
});

describe('an old list of members', () => {
  test('is sealed to by nobody, unless the person decides so', async () => {
    const { amina } = team;
    const { staleDays } = await rulesOf(amina);
    amina.clock += (staleDays + 1) * DAY;
    const draft = await amina.draft({ fields: { narrative: 'x' }, members: {} });
    const sealing = (): Promise<unknown> => amina.engine.seal(draft.id, ['gawahi_default', '2026112200'], [{ path: ['narrative'], value: 'x', compartment: 'testimony' }]);
    await expect(sealing()).rejects.toMatchObject({ name: 'roster_stale' });
    expect(await amina.engine.drafts()).toHaveLength(1);
    expect(await amina.engine.govern('rosterAge')).toMatchObject({ isStale: true, isAccepted: false });
    await amina.engine.govern('acceptOldRoster');
    await sealing();
    expect(await amina.engine.drafts()).toEqual([]);
    await amina.reopen();
    expect((await amina.engine.govern('rosterAge')).isAccepted).toBe(false);
  });

  test('is young again when an administrator was here, whose device says so by itself', async () => {
    const { amina, bilal } = team;
    for (const phone of [amina, bilal, hamid]) phone.clock += 6 * DAY;
    await bilal.engine.sync();
    await hamid.engine.sync();
    await amina.engine.sync();
    expect((await amina.engine.govern('rosterAge')).days).toBe(0);
    const { history } = await amina.engine.govern('readers');
    expect(history.at(-1)).toMatchObject({ acts: [{ act: 'redate' }], by: [{ label: 'Bilal' }] });
    expect(history.filter(({ acts }) => acts.some(({ act }) => act === 'redate'))).toHaveLength(1);
  });

  test('is made no younger by a clock: neither by an administrator\'s that runs ahead nor by one of this phone that was set back', async () => {
    const { amina, bilal } = team;
    bilal.clock += 300 * DAY;
    await bilal.engine.sync();
    await amina.engine.sync();
    const { staleDays } = await rulesOf(amina);
    amina.clock += (staleDays + 1) * DAY;
    expect((await amina.engine.govern('rosterAge')).isStale).toBe(true);
    amina.relay.away = false;
    await amina.engine.sync();
    amina.clock -= 400 * DAY;
    expect((await amina.engine.govern('rosterAge')).isStale).toBe(true);
  });
});

describe('a phone that was invited where there is no signal', () => {
  test('is set up, writes drafts, joins by itself when it reaches the relay, and seals nothing before it was let in', async () => {
    const { bilal, relay } = team;
    const { link } = await bilal.engine.invite(['documenter']);
    const sanam = new Phone(relay);
    sanam.offline = true;
    await expect(sanam.engine.join(link, 'Sanam', sanam.passphrase)).rejects.toMatchObject({ name: 'relay_unreachable' });
    expect(await sanam.engine.door()).toBe('new');
    await sanam.engine.join(link, 'Sanam', sanam.passphrase, true);
    const draft = await sanam.draft({ fields: { narrative: 'x' }, members: {} });
    const sealing = (): Promise<unknown> => sanam.engine.seal(draft.id, ['gawahi_default', '2026112200'], [{ path: ['narrative'], value: 'x', compartment: 'testimony' }]);
    await expect(sealing()).rejects.toMatchObject({ name: 'author_not_member' });
    expect(await sanam.engine.overview()).toMatchObject({ admitted: false, team: '', drafts: 1 });
    expect(JSON.stringify([...sanam.database.everWritten])).not.toContain(link.slice(-20));
    await sanam.reopen();
    sanam.offline = false;
    expect((await sanam.engine.sync()).phase).toBe('idle');
    expect((await sanam.engine.overview()).team).toBe('گواہی Quetta');
    await bilal.engine.sync();
    await bilal.engine.admit((await bilal.engine.team()).requests[0]?.id ?? '');
    await sanam.engine.sync();
    await sealing();
    expect((await sanam.engine.sync()).phase).toBe('idle');
  });

  test('whose invite was taken back meanwhile says so by name, keeps the drafts and joins by another', async () => {
    const { bilal, relay } = team;
    const { link, id } = await bilal.engine.invite(['documenter']);
    const sanam = new Phone(relay);
    await sanam.engine.join(link, 'Sanam', sanam.passphrase, true).catch(() => undefined);
    await bilal.engine.revokeInvite(id);
    expect((await sanam.engine.overview()).team).toBe('گواہی Quetta');
    const tahir = new Phone(relay);
    tahir.offline = true;
    await tahir.engine.join(link, 'Tahir', tahir.passphrase, true);
    await tahir.draft({ fields: { narrative: 'x' }, members: {} });
    tahir.offline = false;
    expect((await tahir.engine.sync()).refusal).toBe('invite_expired');
    expect(await tahir.engine.drafts()).toHaveLength(1);
    await tahir.engine.govern('joinBy', (await bilal.engine.invite(['documenter'])).link);
    expect((await tahir.engine.sync()).phase).toBe('idle');
    expect((await tahir.engine.overview()).team).toBe('گواہی Quetta');
  });
});
