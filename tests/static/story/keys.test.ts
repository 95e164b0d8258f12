/** A coordinator's keys outlive the phone, by a file or by 24 words on paper, and nobody else's hands make anything of either. */
import { describe, expect, test } from 'vitest';
import { hex, present, utf8 } from '../../../static/src/format/bytes';
import type { BackupSource, KeysJourney } from '../../../static/src/journey/keys';
import { Kind } from '../../../static/src/format/item';
import { teamTag } from '../../../static/src/format/device';
import { Device } from '../../../static/src/seal/device';
import { rosterMailbox, sealEntry, signEntry } from '../../../static/src/seal/roster';
import { readRoster } from '../../../static/src/story/session';
import { DEVICE, MEMBERSHIP, openTables } from '../../../static/src/story/tables';
import { openVault } from '../../../static/src/vault/vault';
import { type Crew, Phone, crew, joinBy, random } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

const DAY = 86_400_000;
const PASSPHRASE = 'six words for the file alone گواہی';
const NEW = 'another passphrase on another phone';

/** Two coordinators and a documenter, whose testimony both of them read. */
async function told(): Promise<Crew> {
  const people = await crew(await FakeRelay.start());
  await people.amina.testify({ e_title: 'The bus at Mastung 🕯️' }, { s_name: 'A witness' });
  for (const phone of [people.amina, people.bilal, people.coordinator]) await phone.engine.sync();
  return people;
}
const keysOf = (phone: Phone): Promise<KeysJourney> => phone.engine.fetched();
const titles = async (phone: Phone): Promise<readonly (string | null)[]> => (await phone.engine.queue()).map(({ title }) => title);
const wordsOf = async (phone: Phone): Promise<string> => (await (await keysOf(phone)).paperCopy()).words.join(' ');
const fileOf = async (phone: Phone): Promise<Extract<BackupSource, { kind: 'file' }>> => ({ kind: 'file', bytes: (await (await keysOf(phone)).writeBackup(PASSPHRASE)).bytes, passphrase: PASSPHRASE });

async function returned(relay: FakeRelay, source: BackupSource, link: string | null): Promise<Phone> {
  const phone = new Phone(relay, NEW);
  await (await keysOf(phone)).returnWith(source, link, NEW);
  await phone.engine.sync();
  return phone;
}

/** As often as it takes to have sent what the old keys give. */
async function rolled(phone: Phone): Promise<string> {
  const keys = await keysOf(phone);
  for (let tries = 0; tries < 3; tries += 1) {
    const outcome = await keys.rollKeys(null);
    if (outcome !== 'waits') return outcome;
  }
  return 'waits';
}

describe('a coordinator whose phone fell into a river', () => {
  test('reads everything again with the backup file and its passphrase, as the same device', async () => {
    const { relay, coordinator, bilal, amina } = await told();
    const again = await returned(relay, await fileOf(coordinator), null);
    expect(await titles(again)).toEqual(['The bus at Mastung 🕯️']);
    expect((await again.engine.overview()).fingerprint).toBe((await coordinator.engine.overview()).fingerprint);
    expect(await again.engine.overview()).toMatchObject({ admitted: true, me: { label: 'Sana', roles: ['coordinator'] }, queue: { quarantined: 0 } });
    await amina.testify({ e_title: 'Told afterwards' });
    await amina.engine.sync();
    await again.engine.sync();
    expect(await titles(again)).toContain('Told afterwards');
    await again.engine.edit((await again.engine.queue())[0]?.record ?? '', [{ path: ['e_title'], x: 'Corrected on the new phone', sawValueIds: [] }]);
    await again.engine.sync();
    await bilal.engine.sync();
    expect((await bilal.engine.overview()).queue).toMatchObject({ quarantined: 0, conflicts: 1 });
    expect([...again.reported, ...bilal.reported]).toEqual([]);
  });

  test('reads everything again with the 24 words and the note that is printed beside them', async () => {
    const { relay, coordinator } = await told();
    const { words, note } = await (await keysOf(coordinator)).paperCopy();
    const fresh = new Phone(relay, NEW);
    expect(await (await keysOf(fresh)).readReturn({ kind: 'words', words: words.join(' ') }, note)).toEqual({ team: 'گواہی Quetta', label: null });
    const again = await returned(relay, { kind: 'words', words: words.map((word) => word.slice(0, 4)).join('\n') }, note);
    expect(await titles(again)).toEqual(['The bus at Mastung 🕯️']);
  });

  test('reads everything again with the words alone and any invite of the team, which stays good for a newcomer', async () => {
    const { relay, coordinator, bilal } = await told();
    const { link } = await bilal.engine.invite(['documenter']);
    const again = await returned(relay, { kind: 'words', words: await wordsOf(coordinator) }, link);
    expect(await titles(again)).toEqual(['The bus at Mastung 🕯️']);
    expect(await again.engine.overview()).toMatchObject({ me: { roles: ['coordinator'] } });
    const newcomer = new Phone(relay);
    await newcomer.engine.join(link, 'Newcomer', newcomer.passphrase);
    expect((await bilal.engine.team()).requests).toEqual([]);
    await bilal.engine.sync();
    expect((await bilal.engine.team()).requests.map(({ label }) => label)).toEqual(['Newcomer']);
  });

  test('reads with a backup also what was granted, because it was sealed before they came', async () => {
    const { relay, bilal } = await told();
    const late = new Phone(relay);
    await joinBy(bilal, late, 'Late', ['coordinator']);
    await late.engine.sync();
    const source = await fileOf(late);
    expect(await (await keysOf(late)).drill(source)).toEqual({ own: true, tried: 1, opened: 1, shares: 0, leadsBack: true });
    expect(await titles(await returned(relay, source, null))).toEqual(['The bus at Mastung 🕯️']);
  });
});

describe('a backup that slept through a new epoch', () => {
  test('leads back all the same, file and paper', async () => {
    const { relay, bilal, coordinator, zahra } = await told();
    const source = await fileOf(coordinator);
    const { words, note } = await (await keysOf(coordinator)).paperCopy();
    const gone = (await bilal.engine.team()).members.find(({ label }) => label === 'Zahra');
    expect(await bilal.engine.govern('removeMember', gone?.deviceId ?? '', 'taken')).toBe('done');
    for (const phone of [await returned(relay, source, null), await returned(relay, { kind: 'words', words: words.join(' ') }, note)]) {
      expect(await titles(phone)).toEqual(['The bus at Mastung 🕯️']);
      expect((await phone.engine.overview()).sync).toMatchObject({ phase: 'idle', refusal: null });
      expect(phone.reported).toEqual([]);
    }
    await expect((await keysOf(new Phone(relay, NEW))).returnWith(await fileOf(zahra), null, NEW)).rejects.toMatchObject({ name: 'author_not_member' });
  });
});

describe('a backup in other hands', () => {
  test('opens nothing without its passphrase, and nothing in it can be read', async () => {
    const { relay, coordinator } = await told();
    const { bytes } = await fileOf(coordinator);
    const text = hex(bytes);
    const seeds = await seedsOf(coordinator);
    for (const secret of [seeds.sign, seeds.kem, seeds.root ?? utf8('no root'), utf8('گواہی Quetta'), utf8('Sana')]) expect(text).not.toContain(hex(secret));
    const thief = new Phone(relay, NEW);
    await expect((await keysOf(thief)).returnWith({ kind: 'file', bytes, passphrase: coordinator.passphrase }, null, NEW)).rejects.toMatchObject({ name: 'wrong_passphrase' });
    expect(await thief.engine.door()).toBe('new');
  });

  test('the note without the words, and the words of somebody else with it, lead nowhere', async () => {
    const { relay, coordinator, bilal } = await told();
    const { note } = await (await keysOf(coordinator)).paperCopy();
    const thief = new Phone(relay, NEW);
    const keys = await keysOf(thief);
    await expect(keys.readReturn({ kind: 'words', words: await wordsOf(bilal) }, note)).rejects.toMatchObject({ name: 'words_wrong' });
    await expect(keys.readReturn({ kind: 'words', words: await wordsOf(coordinator) }, null)).rejects.toMatchObject({ name: 'invite_damaged' });
    for (const secret of ['Quetta', 'Sana']) expect(Buffer.from(note.split('=')[1] ?? '', 'base64url').toString('utf8')).not.toContain(secret);
  });

  test('a device that was removed does not come back by its backup', async () => {
    const { relay, coordinator, bilal } = await told();
    const source = await fileOf(coordinator);
    await removed(bilal, coordinator);
    const thief = new Phone(relay, NEW);
    await expect((await keysOf(thief)).returnWith(source, null, NEW)).rejects.toMatchObject({ name: 'author_not_member' });
    expect(await thief.engine.door()).toBe('new');
  });

  test('a relay that shows another team than the backup knows is refused', async () => {
    const { coordinator } = await told();
    const source = await fileOf(coordinator);
    const other = await FakeRelay.start();
    await new Phone(other).engine.found('Others', 'Omar', NEW, null);
    await expect((await keysOf(new Phone(other, NEW))).returnWith(source, null, NEW)).rejects.toThrow();
  });

  test('what was kept on this device holds no word of the paper and no seed in the clear', async () => {
    const { coordinator } = await told();
    const words = await wordsOf(coordinator);
    await (await keysOf(coordinator)).paperTyped(words);
    const { root, sign, kem } = await seedsOf(coordinator);
    const { files, tables } = coordinator.backup();
    const everything = [...files.values(), ...[...tables.values()].flatMap((rows) => [...rows.values()])].map(flat).join();
    for (const secret of [root ?? utf8('no root'), sign, kem, utf8(words), utf8(words.split(' ').slice(0, 2).join(' '))]) expect(everything).not.toContain(hex(secret));
  });
});

describe('the drill', () => {
  test('says how many testimonies a file opens, without changing anything', async () => {
    const { coordinator } = await told();
    const keys = await keysOf(coordinator);
    const source = await fileOf(coordinator);
    expect(await keys.drill(source)).toEqual({ own: true, tried: 1, opened: 1, shares: 0, leadsBack: true });
    await expect(keys.drill({ ...source, passphrase: 'wrong' })).rejects.toMatchObject({ name: 'wrong_passphrase' });
    expect(await titles(coordinator)).toEqual(['The bus at Mastung 🕯️']);
  });

  test('opens a guardian’s shares with the words of the paper alone', async () => {
    const { bilal } = await told();
    const keys = await keysOf(bilal);
    const words = await wordsOf(bilal);
    await keys.paperTyped(words);
    expect(await keys.drill({ kind: 'words', words })).toEqual({ own: true, tried: 1, opened: 1, shares: 1, leadsBack: true });
  });

  test('says of a colleague’s backup that it is not this device’s, and does not count it', async () => {
    const { coordinator, bilal, amina } = await told();
    const keys = await keysOf(bilal);
    expect(await keys.drill(await fileOf(coordinator))).toMatchObject({ own: false, opened: 1 });
    expect(await keys.drill(await fileOf(amina))).toMatchObject({ own: false, opened: 0, shares: 0 });
    expect((await keys.keysCare()).drillDay).toBeNull();
  });
});

describe('a paper copy', () => {
  test('counts as made only when its words were typed back', async () => {
    const { coordinator, bilal } = await told();
    const keys = await keysOf(coordinator);
    const words = await wordsOf(coordinator);
    const listed = words.split(' ');
    for (const wrong of [await wordsOf(bilal), listed.slice(1).join(' '), [listed[1], listed[0], ...listed.slice(2)].join(' '), '']) {
      await expect(keys.paperTyped(wrong)).rejects.toMatchObject({ name: 'words_wrong' });
    }
    expect(await keys.strangeWords(`${listed.slice(0, 2).join(' ')} گواہی ${listed[3]}`)).toEqual([3]);
    expect((await keys.keysCare()).paperDay).toBeNull();
    await keys.paperTyped(words);
    expect((await keys.keysCare()).paperDay).toBe(Math.floor(coordinator.clock / DAY) * DAY);
  });
});

describe('a coordinator whose keys may have been copied', () => {
  test('gets new ones that read everything, the old ones leave the team, and a copy of them reads nothing that is sealed from then on', async () => {
    const { relay, bilal, amina } = await told();
    const copied = await fileOf(bilal);
    const old = (await bilal.engine.overview()).fingerprint;
    expect(await rolled(bilal)).toBe('locks');
    await bilal.reopen();
    expect((await bilal.engine.overview()).fingerprint).not.toBe(old);
    expect(await bilal.engine.overview()).toMatchObject({ admitted: true, keysDue: true });
    expect(await (await keysOf(bilal)).rollKeys(null)).toBe('done');
    expect((await bilal.engine.team()).members.filter(({ label, removed }) => label === 'Bilal' && !removed)).toHaveLength(1);
    expect(await titles(bilal)).toEqual(['The bus at Mastung 🕯️']);
    await amina.engine.sync();
    await amina.testify({ e_title: 'Sealed for the new keys' });
    await amina.engine.sync();
    await bilal.engine.sync();
    expect(await titles(bilal)).toContain('Sealed for the new keys');
    await expect((await keysOf(new Phone(relay, NEW))).returnWith(copied, null, NEW)).rejects.toMatchObject({ name: 'author_not_member' });
    expect(await (await keysOf(bilal)).drill(copied)).toMatchObject({ own: false });
    expect((await (await keysOf(bilal)).keysCare()).fileDay).toBeNull();
    expect(await titles(await returned(relay, await fileOf(bilal), null))).toHaveLength(2);
    expect(bilal.reported).toEqual([]);
  });

  test('who is no administrator needs one for both ends, and reads on in between', async () => {
    const { bilal, coordinator } = await told();
    const keys = await keysOf(coordinator);
    await expect(keys.rollKeys(null)).rejects.toMatchObject({ name: 'invite_damaged' });
    const { link } = await bilal.engine.invite(['coordinator']);
    expect(await keys.rollKeys(link)).toBe('waits');
    await bilal.engine.sync();
    const [request] = (await bilal.engine.team()).requests;
    await bilal.engine.admit(request?.id ?? '');
    expect(await rolled(coordinator)).toBe('locks');
    await coordinator.reopen();
    expect(await titles(coordinator)).toEqual(['The bus at Mastung 🕯️']);
    expect(await (await keysOf(coordinator)).rollKeys(null)).toBe('asks');
    const { oldKeys } = await (await keysOf(coordinator)).keysCare();
    const old = (await bilal.engine.team()).members.find(({ fingerprint }) => fingerprint === oldKeys);
    expect(await bilal.engine.govern('removeMember', old?.deviceId ?? '', 'lost')).toBe('done');
    expect(await (await keysOf(coordinator)).rollKeys(null)).toBe('done');
    expect((await (await keysOf(coordinator)).keysCare()).rolling).toBe('none');
  });
});

describe('what is due', () => {
  test('the passphrase is asked for after a day, a week and a month, and only what was typed from memory counts', async () => {
    const { amina } = await told();
    const keys = await keysOf(amina);
    const due = async (): Promise<readonly string[]> => (await keys.keysCare()).due;
    expect([await due(), (await amina.engine.overview()).keysDue]).toEqual([[], false]);
    const start = amina.clock;
    for (const [days, fromMemory, rehearsed] of [[1, false, 0], [3, true, 1], [8, true, 2], [31, true, 3]] as const) {
      amina.clock = start + days * DAY;
      expect([await due(), (await amina.engine.overview()).keysDue]).toEqual([['rehearse'], true]);
      expect(await keys.rehearse('not this one', true)).toBe(false);
      expect(await keys.rehearse(amina.passphrase, fromMemory)).toBe(true);
      expect(await keys.keysCare()).toMatchObject({ due: [], rehearsed, matters: false });
    }
    amina.clock += 1_000 * DAY;
    expect([await due(), (await amina.engine.overview()).keysDue]).toEqual([[], false]);
  });

  test('a coordinator is asked for a backup after a day, and to prove it every quarter of a year', async () => {
    const { coordinator } = await told();
    const keys = await keysOf(coordinator);
    coordinator.clock += 32 * DAY;
    expect((await keys.keysCare()).due).toEqual(['rehearse', 'backup']);
    await keys.rehearse(coordinator.passphrase, true);
    const source = await fileOf(coordinator);
    expect((await keys.keysCare()).due).toEqual([]);
    coordinator.clock += 91 * DAY;
    expect((await keys.keysCare()).due).toEqual(['drill']);
    await keys.drill(source);
    expect([(await keys.keysCare()).due, (await coordinator.engine.overview()).keysDue]).toEqual([[], false]);
  });

  test('a testimony is recorded and sealed whatever is due', async () => {
    const { amina } = await told();
    amina.clock += 20 * DAY;
    expect((await amina.engine.overview()).keysDue).toBe(true);
    expect((await amina.testify({ e_title: 'Recorded all the same' })).state).toBe('sealed');
  });
});

async function tablesOf(phone: Phone) {
  return openTables(phone.database.open(), await openVault(phone.files, phone.passphrase, random));
}

async function seedsOf(phone: Phone) {
  return present((await (await tablesOf(phone)).seeds.get(DEVICE)) ?? undefined);
}

/** An entry by `admin` that takes a device out of the team. */
async function removed(admin: Phone, gone: Phone): Promise<void> {
  const tables = await tablesOf(admin);
  const [roster, membership] = [await readRoster(tables), present((await tables.membership.get(MEMBERSHIP)) ?? undefined)];
  const [by, { id }] = [await Device.fromSeeds(await seedsOf(admin)), await Device.fromSeeds(await seedsOf(gone))];
  const entry = { teamId: roster.teamId, seq: roster.seq + 1, prev: roster.head, time: admin.clock, ops: [{ op: 'remove', id, reason: 0 }] } as const;
  const body = await sealEntry(await signEntry(entry, [by]), teamTag(roster.teamId), membership.epoch, membership.epochSecret, random);
  admin.relay.plant(hex(teamTag(roster.teamId)), Kind.rosterEntry, body, await rosterMailbox(membership.epochSecret));
}

/** Every byte of a row, as hexadecimal. */
function flat(value: unknown): string {
  if (value instanceof Uint8Array) return hex(value);
  if (typeof value === 'string') return hex(utf8(value));
  return typeof value === 'object' && value !== null ? Object.values(value).map(flat).join() : '';
}
