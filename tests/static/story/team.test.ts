/** Who is let in, by whom, and what a lying relay or a damaged invite can do about it. */
import { describe, expect, test } from 'vitest';
import { FORM, ORIGIN, Phone, crew, joinBy } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

async function founder(relay?: FakeRelay): Promise<Phone> {
  const phone = new Phone(relay ?? (await FakeRelay.start()));
  await phone.engine.found('Quetta', 'Bilal', phone.passphrase, null);
  return phone;
}

describe('an invite', () => {
  test('shows the team, the roles and who invites, before anything is kept', async () => {
    const admin = await founder();
    const { link, onlyThisComputer } = await admin.engine.invite(['documenter', 'coordinator']);
    const { me, ...overview } = await admin.engine.overview();
    const newcomer = new Phone(admin.relay);
    const summary = await newcomer.engine.readInvite(link);
    expect(summary).toMatchObject({ team: 'Quetta', roles: ['documenter', 'coordinator'], inviterFingerprint: overview.fingerprint });
    expect(me.roles).toEqual(['documenter', 'coordinator', 'guardian', 'admin']);
    expect(link.startsWith(`${ORIGIN}/#join=`)).toBe(true);
    expect(onlyThisComputer).toBe(true);
    expect(await newcomer.engine.door()).toBe('new');
  });

  test('uses the public address of the relay if it has one', async () => {
    const admin = await founder();
    admin.relay.publicUrl = 'https://gawahi.example/';
    const invite = await admin.engine.invite(['documenter']);
    expect(invite.link.startsWith('https://gawahi.example/#join=')).toBe(true);
    expect(invite.onlyThisComputer).toBe(false);
  });

  test('that is damaged, taken back, expired, or of a team that the relay hides is refused by name, and nothing is kept', async () => {
    const admin = await founder();
    const { link, id } = await admin.engine.invite(['documenter']);
    const newcomer = new Phone(admin.relay);
    const joining = (changed: string): Promise<void> => newcomer.engine.join(changed, 'Amina', newcomer.passphrase);
    await expect(joining(link.slice(0, -3))).rejects.toMatchObject({ name: 'invite_damaged' });
    await expect(joining('https://example.org/hello')).rejects.toMatchObject({ name: 'invite_damaged' });
    newcomer.clock += 8 * 24 * 3600 * 1000;
    await expect(joining(link)).rejects.toMatchObject({ name: 'invite_expired' });
    newcomer.clock -= 8 * 24 * 3600 * 1000;
    const [team] = admin.relay.teams.values();
    const genesis = team?.items.splice(0, 1) ?? [];
    await expect(joining(link)).rejects.toMatchObject({ name: 'invite_head' });
    team?.items.unshift(...genesis);
    admin.relay.away = true;
    await expect(joining(link)).rejects.toMatchObject({ name: 'relay_unreachable' });
    admin.relay.away = false;
    await admin.engine.revokeInvite(id);
    await expect(joining(link)).rejects.toMatchObject({ name: 'invite_expired' });
    expect(newcomer.files.contents.size).toBe(0);
    expect(await newcomer.engine.door()).toBe('new');
  });

  test('by a relay that hides the newest members is refused: it could keep a removed reader in', async () => {
    const { relay, bilal } = await crew(await FakeRelay.start());
    const { link } = await bilal.engine.invite(['documenter']);
    const [team] = relay.teams.values();
    if (team === undefined) throw new Error('no team');
    const newest = team.items.findLastIndex(({ kind }) => kind === 4);
    team.items = team.items.filter((_, place) => place !== newest);
    const newcomer = new Phone(relay);
    await expect(newcomer.engine.join(link, 'Late', newcomer.passphrase)).rejects.toMatchObject({ name: 'invite_head' });
    expect(await newcomer.engine.door()).toBe('new');
  });

  test('lets one device in; a second that asks with it is refused', async () => {
    const admin = await founder();
    const { link } = await admin.engine.invite(['documenter']);
    const [first, second] = [new Phone(admin.relay), new Phone(admin.relay)];
    await first.engine.join(link, 'Amina', first.passphrase);
    await second.engine.join(link, 'Somebody else', second.passphrase);
    await admin.engine.sync();
    const requests = (await admin.engine.team()).requests.toSorted((one, other) => (one.label < other.label ? -1 : 1));
    expect(requests.map(({ label }) => label)).toEqual(['Amina', 'Somebody else']);
    expect((await admin.engine.overview()).joinRequests).toBe(2);
    await admin.engine.admit(requests[0]?.id ?? '');
    await expect(admin.engine.admit(requests[1]?.id ?? '')).rejects.toMatchObject({ name: 'invite_used' });
    expect((await admin.engine.team()).requests).toEqual([]);
    await first.engine.sync();
    await second.engine.sync();
    expect((await first.engine.overview()).admitted).toBe(true);
    expect((await second.engine.overview()).admitted).toBe(false);
  });

  test('is made by administrators alone', async () => {
    const { amina } = await crew(await FakeRelay.start());
    await expect(amina.engine.invite(['documenter'])).rejects.toMatchObject({ name: 'roster_op' });
  });
});

describe('a newcomer', () => {
  test('may write drafts at once and seals only when it was let in; the draft stays', async () => {
    const admin = await founder();
    const { link } = await admin.engine.invite(['documenter']);
    const amina = new Phone(admin.relay);
    await amina.engine.join(link, 'Amina', amina.passphrase);
    const draft = await amina.draft();
    const sealing = (): Promise<unknown> => amina.engine.seal(draft.id, FORM, [{ path: ['narrative'], value: 'x', compartment: 'testimony' }]);
    await expect(sealing()).rejects.toMatchObject({ name: 'author_not_member' });
    expect(await amina.engine.drafts()).toEqual([draft]);
    await admin.engine.sync();
    await admin.engine.admit((await admin.engine.team()).requests[0]?.id ?? '');
    await amina.engine.sync();
    await sealing();
    expect(await amina.engine.drafts()).toEqual([]);
  });

  test('who was let in while the phone was off is in when it opens again', async () => {
    const { relay, bilal } = await crew(await FakeRelay.start());
    const late = new Phone(relay);
    await joinBy(bilal, late, 'Late', ['coordinator', 'guardian']);
    await late.reopen();
    const { members, requests } = await late.engine.team();
    expect(members.map(({ label }) => label)).toEqual(['Bilal', 'Sana', 'Amina', 'Zahra', 'Late']);
    expect(members.filter(({ me }) => me).map(({ roles }) => roles)).toEqual([['coordinator', 'guardian']]);
    expect(requests).toEqual([]);
  });

  test('two administrators who let people in at the same moment both succeed', async () => {
    const { relay, bilal } = await crew(await FakeRelay.start());
    const other = new Phone(relay);
    await joinBy(bilal, other, 'Other admin', ['admin']);
    const [one, two] = [new Phone(relay), new Phone(relay)];
    await one.engine.join((await bilal.engine.invite(['documenter'])).link, 'One', one.passphrase);
    await two.engine.join((await other.engine.invite(['documenter'])).link, 'Two', two.passphrase);
    await bilal.engine.sync();
    await other.engine.sync();
    const first = (await bilal.engine.team()).requests[0]?.id ?? '';
    const second = (await other.engine.team()).requests[0]?.id ?? '';
    await Promise.all([bilal.engine.admit(first), other.engine.admit(second)]);
    for (const phone of [one, two, bilal, other]) await phone.engine.sync();
    expect((await one.engine.overview()).admitted && (await two.engine.overview()).admitted).toBe(true);
    expect((await bilal.engine.team()).members).toHaveLength(7);
  });
});

describe('a team', () => {
  test('on a relay that wants a founding code is founded with it and not without', async () => {
    const relay = await FakeRelay.start();
    relay.foundingCode = 'sesame';
    const phone = new Phone(relay);
    await expect(phone.engine.found('Quetta', 'Bilal', phone.passphrase, null)).rejects.toMatchObject({ name: 'founding_code' });
    expect(await phone.engine.door()).toBe('new');
    await phone.engine.found('Quetta', 'Bilal', phone.passphrase, 'sesame');
    expect(await phone.engine.door()).toBe('open');
    await phone.engine.setPersisted(true);
    await phone.reopen();
    expect(await phone.engine.overview()).toMatchObject({ team: 'Quetta', persisted: true, demo: false, admitted: true });
  });

  test('opens with its passphrase, however the keyboard wrote it, and with no other', async () => {
    const phone = new Phone(await FakeRelay.start(), 'caf\u00e9 گواہی six words here');
    await phone.engine.found('Quetta', 'Bilal', phone.passphrase, null);
    phone.kill();
    expect(await phone.engine.door()).toBe('locked');
    await expect(phone.engine.unlock('another passphrase')).rejects.toMatchObject({ name: 'wrong_passphrase' });
    await expect(phone.engine.overview()).rejects.toMatchObject({ name: 'app_failed' });
    await phone.engine.unlock('cafe\u0301 گواہی six words here');
    expect(await phone.engine.door()).toBe('open');
    await expect(phone.engine.found('Another', 'Bilal', phone.passphrase, null)).rejects.toMatchObject({ name: 'open_elsewhere' });
  });

  test('for a demonstration holds the Mastung records, sealed and readable, and erasing takes it off the relay', async () => {
    const phone = new Phone(await FakeRelay.start());
    await phone.engine.startDemo(phone.passphrase);
    const overview = await phone.engine.overview();
    expect(overview).toMatchObject({ demo: true, drafts: 0, handed: { sealed: 0, delivered: 0, readable: 4 }, queue: { records: 4, quarantined: 0 } });
    const entry = (await phone.engine.queue()).find(({ title }) => title === 'Pilgrims killed, Mastung');
    const { paths, members } = await phone.engine.testimony(entry?.record ?? '');
    expect(paths.find(({ path }) => path.at(-1) === 'n_best')?.values[0]?.x).toBe(26);
    expect(members.map(({ collection }) => collection).sort()).toEqual(['act', 'claim', 'perp', 'src', 'victim']);
    expect(paths.some(({ path }) => path[0] === 'documenter_code')).toBe(false);
    expect(phone.relay.teams.size).toBe(1);
    await phone.engine.erase();
    expect(phone.relay.teams.size).toBe(0);
  });
});
