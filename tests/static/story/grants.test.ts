/** A coordinator who comes late reads everything that was sealed before, a documenter nothing, and nobody is believed who hands on a wrong key. */
import { describe, expect, test } from 'vitest';
import { brand, compare, hex } from '../../../static/src/format/bytes';
import type { RecordId } from '../../../static/src/format/change';
import { Role } from '../../../static/src/format/entry';
import { NO_CHECKPOINT } from '../../../static/src/format/envelope';
import type { GrantedKey } from '../../../static/src/format/grant';
import { lockboxHash } from '../../../static/src/format/lockbox';
import type { Member, Roster } from '../../../static/src/format/roster';
import { sealChange, startWriting } from '../../../static/src/seal/change';
import { Device } from '../../../static/src/seal/device';
import { sealGrant } from '../../../static/src/seal/grant';
import { sealLockbox } from '../../../static/src/seal/lockbox';
import { openLockbox } from '../../../static/src/seal/open_lockbox';
import { readRoster } from '../../../static/src/story/session';
import { DEVICE, type SealedTables, openTables } from '../../../static/src/story/tables';
import { openVault } from '../../../static/src/vault/vault';
import { type Crew, FORM, Phone, crew, joinBy, random } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

const GRANT = 7;
const TITLES = ['The bus at Mastung 🕯️', 'گُواہی', 'The car that came to help'];

/** A crew whose documenters sealed three testimonies, all on the relay and read by nobody yet. */
async function told(): Promise<Crew & { readonly tag: string }> {
  const people = await crew(await FakeRelay.start());
  for (const [place, e_title] of TITLES.entries()) await (place === 1 ? people.zahra : people.amina).testify({ e_title }, { s_name: 'A witness' });
  await people.amina.engine.sync();
  await people.zahra.engine.sync();
  return { ...people, tag: tagOf(people.relay) };
}

const tagOf = (relay: FakeRelay): string => [...relay.teams.keys()].join();
const titles = async (phone: Phone): Promise<readonly string[]> => (await phone.engine.queue()).map(({ title }) => title ?? '').toSorted();
const grantsOn = (relay: FakeRelay): number => relay.items(tagOf(relay)).filter(({ kind }) => kind === GRANT).length;
const quarantine = (phone: Phone): readonly string[] => [...phone.database.table('quarantine').values()].map((row) => (row as { refusal: string }).refusal);

describe('a coordinator who joins after three testimonies were sealed', () => {
  test('reads all of them after one sync of a coordinator who was there', async () => {
    const { relay, bilal, amina } = await told();
    const late = new Phone(relay);
    await joinBy(bilal, late, 'Late', ['coordinator']);
    await late.engine.sync();
    expect(await titles(late)).toEqual(TITLES.toSorted());
    expect(await late.engine.overview()).toMatchObject({ queue: { records: 3, waiting: 0, quarantined: 0 } });
    const [entry] = await late.engine.queue();
    expect((await late.engine.testimony(entry?.record ?? '')).paths[0]?.values[0]?.authors[0]?.label).toMatch(/Amina|Zahra/);
    await amina.engine.sync();
    expect((await amina.engine.handed()).map(({ state }) => state)).toEqual(['readable', 'readable']);
    expect([...late.reported, ...bilal.reported]).toEqual([]);
  });

  test('reads them also when it had pulled everything long before the grant came, over a restart, and once', async () => {
    const { relay, bilal, coordinator } = await told();
    const late = new Phone(relay);
    await joinBy(bilal, late, 'Late', ['coordinator']);
    await late.engine.sync();
    const sent = grantsOn(relay);
    expect(sent).toBe(1);
    await coordinator.engine.sync();
    // The second coordinator grants too; what is open already is passed over.
    expect(grantsOn(relay)).toBe(2);
    await late.reopen();
    expect(await titles(late)).toEqual(TITLES.toSorted());
    for (const phone of [bilal, coordinator]) {
      await phone.reopen();
      await phone.reopen();
    }
    expect(grantsOn(relay)).toBe(2);
    expect(quarantine(late)).toEqual([]);
  });

  test('reads what a phone sealed by an older list of members, as soon as somebody who can has seen it', async () => {
    const { relay, bilal, amina } = await crew(await FakeRelay.start());
    relay.away = true;
    await amina.testify({ e_title: 'Sealed far away' });
    await amina.engine.sync();
    relay.away = false;
    const late = new Phone(relay);
    await joinBy(bilal, late, 'Late', ['coordinator']);
    await amina.engine.sync();
    await late.engine.sync();
    expect(await titles(late)).toEqual([]);
    await bilal.engine.sync();
    await late.engine.sync();
    expect(await titles(late)).toEqual(['Sealed far away']);
  });

  test('reads what the coordinators themselves wrote before, and their edits of the testimonies', async () => {
    const { relay, bilal, coordinator } = await told();
    await bilal.testify({ e_title: 'By Bilal' });
    await coordinator.engine.sync();
    const [entry] = await coordinator.engine.queue();
    const record = entry?.record ?? '';
    await coordinator.engine.edit(record, [{ path: ['r_note'], x: 'checked گواہی', sawValueIds: [] }]);
    await coordinator.engine.sync();
    const late = new Phone(relay);
    await joinBy(bilal, late, 'Late', ['coordinator']);
    await coordinator.engine.sync();
    await late.engine.sync();
    expect(await titles(late)).toEqual([...TITLES, 'By Bilal'].toSorted());
    const note = (await late.engine.testimony(record)).paths.find(({ path }) => path[0] === 'r_note');
    expect(note?.values[0]?.x).toBe('checked گواہی');
  });

  test('reads what the founder wrote alone, also if the founder was locked and opened meanwhile', async () => {
    const relay = await FakeRelay.start();
    const founder = new Phone(relay);
    await founder.engine.found('Quetta', 'Bilal', founder.passphrase, null);
    await founder.testify({ e_title: 'Alone' });
    await founder.reopen();
    const late = new Phone(relay);
    await joinBy(founder, late, 'Late', ['coordinator']);
    await late.engine.sync();
    expect(await titles(late)).toEqual(['Alone']);
  });

  test('hands on what it was granted, to one who comes still later', async () => {
    const { relay, bilal, coordinator } = await told();
    const late = new Phone(relay);
    await joinBy(bilal, late, 'Late', ['coordinator', 'admin']);
    await late.engine.sync();
    // Those who were there from the start never come back.
    for (const phone of [bilal, coordinator]) phone.kill();
    const later = new Phone(relay);
    await joinBy(late, later, 'Later', ['coordinator']);
    await later.engine.sync();
    expect(await titles(later)).toEqual(TITLES.toSorted());
  });
});

describe('a grant', () => {
  test('is never sent to a documenter or to a guardian', async () => {
    const { relay, bilal, coordinator } = await told();
    await joinBy(bilal, new Phone(relay), 'Another documenter', ['documenter']);
    await joinBy(bilal, new Phone(relay), 'A guardian', ['guardian']);
    for (const phone of [bilal, coordinator]) await phone.engine.sync();
    expect(grantsOn(relay)).toBe(0);
  });

  test('with a wrong key is refused by name and opens nothing; a right one after it works', async () => {
    const people = await told();
    const late = await lateWithoutGrants(people);
    const { roster, device, keys } = await insideOf(people);
    const receiver = memberNamed(roster, 'Late');
    const wrong = keys.map((key, place) => (place === 1 ? { ...key, chainKey: random(32) } : key));
    people.relay.plant(people.tag, GRANT, await sealGrant(roster, device, receiver, wrong), receiver.mailbox);
    await late.engine.sync();
    expect(await titles(late)).toEqual([]);
    expect(quarantine(late)).toEqual(['lockbox_commitment']);
    people.relay.plant(people.tag, GRANT, await sealGrant(roster, device, receiver, keys), receiver.mailbox);
    await late.engine.sync();
    expect(await titles(late)).toEqual(TITLES.toSorted());
    expect(quarantine(late)).toEqual(['lockbox_commitment']);
  });

  test('of a documenter is refused by name', async () => {
    const people = await told();
    const late = await lateWithoutGrants(people);
    const { roster, keys } = await insideOf(people);
    const receiver = memberNamed(roster, 'Late');
    const amina = await deviceOf(people.amina);
    people.relay.plant(people.tag, GRANT, await sealGrant(roster, amina, receiver, keys), receiver.mailbox);
    await late.engine.sync();
    expect(quarantine(late)).toEqual(['author_not_member']);
    expect(await titles(late)).toEqual([]);
  });

  test('that names a lockbox which is not here yet waits for it, and opens the others at once', async () => {
    const people = await told();
    const { relay, tag } = people;
    const before = await insideOf(people);
    const box = await sealLockbox(before.roster, { stream: brand(random(16)), chain: 0, role: Role.coordinator, chainKey: random(32) });
    const opened = await openLockbox(before.roster, before.device, box);
    const change = { record: brand<RecordId>(random(16)), compartment: 'testimony', form: FORM, time: 1, saw: [], ops: [{ p: ['e_title'], x: 'Late letter', r: [] }] } as const;
    const writer = startWriting(opened.stream, 0, opened.chainKey, opened.lockboxHash);
    const { envelope } = await sealChange(writer, before.roster, before.device, change, NO_CHECKPOINT, random);
    const late = await lateWithoutGrants(people);
    const { roster, device, keys } = await insideOf(people);
    const receiver = memberNamed(roster, 'Late');
    const all = [...keys, opened].toSorted((one, other) => compare(one.lockboxHash, other.lockboxHash));
    relay.plant(tag, GRANT, await sealGrant(roster, device, receiver, all), receiver.mailbox);
    relay.plant(tag, 1, envelope);
    await late.engine.sync();
    expect(await titles(late)).toEqual(TITLES.toSorted());
    relay.plant(tag, 2, box);
    await late.engine.sync();
    expect(await titles(late)).toEqual([...TITLES, 'Late letter'].toSorted());
    expect(quarantine(late)).toEqual([]);
  });

  test('that could not be kept is taken anew, and nothing of it is half believed', async () => {
    const people = await told();
    const late = await lateWithoutGrants(people);
    const { roster, device, keys } = await insideOf(people);
    const receiver = memberNamed(roster, 'Late');
    people.relay.plant(people.tag, GRANT, await sealGrant(roster, device, receiver, keys), receiver.mailbox);
    // The second commit of an exchange that brings one page: what was opened.
    let commits = 0;
    late.database.beforeCommit = (writes) => {
      if (writes.some((write) => 'put' in write && write.put === 'streams') && (commits += 1) === 1) throw new Error('the disk is gone');
    };
    await late.engine.sync();
    expect(await titles(late)).toEqual([]);
    await late.reopen();
    expect(await titles(late)).toEqual(TITLES.toSorted());
  });
});

/** Late joins while the relay takes no grants: what the newcomer gets is in the test's hands. */
async function lateWithoutGrants({ relay, bilal }: Crew): Promise<Phone> {
  relay.refuses = ({ kind }) => (kind === GRANT ? 'quota' : null);
  const late = new Phone(relay);
  await joinBy(bilal, late, 'Late', ['coordinator']);
  await late.engine.sync();
  return late;
}

async function tablesOf(phone: Phone): Promise<SealedTables> {
  return openTables(phone.database.open(), await openVault(phone.files, phone.passphrase, random));
}

async function deviceOf(phone: Phone): Promise<Device> {
  const seeds = await (await tablesOf(phone)).seeds.get(DEVICE);
  if (seeds === null) throw new Error('no device');
  return Device.fromSeeds(seeds);
}

/** What a coordinator that turned could do: its keys in somebody else's hands. */
async function insideOf({ bilal, relay, tag }: Crew & { readonly tag: string }): Promise<{ roster: Roster; device: Device; keys: readonly GrantedKey[] }> {
  const roster = await readRoster(await tablesOf(bilal));
  const device = await deviceOf(bilal);
  return { roster, device, keys: await keysOf(relay, tag, roster, device) };
}

async function keysOf(relay: FakeRelay, tag: string, roster: Roster, device: Device): Promise<readonly GrantedKey[]> {
  const boxes = relay.items(tag).filter(({ kind }) => kind === 2);
  const keys = await Promise.all(boxes.map(async ({ body }) => ({ lockboxHash: lockboxHash(body), chainKey: (await openLockbox(roster, device, body)).chainKey })));
  return keys.toSorted((one, other) => (hex(one.lockboxHash) < hex(other.lockboxHash) ? -1 : 1));
}

function memberNamed(roster: Roster, label: string): Member {
  const found = roster.membersAt(roster.seq, Role.coordinator).find((member) => member.label === label);
  if (found === undefined) throw new Error(`no ${label}`);
  return found;
}
