/** Those who would have a name that is not theirs: a turned coordinator, a turned guardian, a relay, whoever takes the device afterwards. */
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { brand, concat, fromHex, hex, present } from '../../../static/src/format/bytes';
import type { RecordId } from '../../../static/src/format/change';
import type { Share } from '../../../static/src/format/identity';
import { parseIdentity, parseIdentityLock } from '../../../static/src/format/open_identity';
import { Kind, itemId } from '../../../static/src/format/item';
import type { OpeningId } from '../../../static/src/format/opening';
import { type Said, releaseInfo, shareMessage } from '../../../static/src/format/opening_said';
import { sealIdentity } from '../../../static/src/seal/identity';
import { openOpening, sealOpening } from '../../../static/src/seal/opening';
import { hpkeSeal } from '../../../static/src/seal/primitives';
import { openingMailbox } from '../../../static/src/seal/roster';
import { DyingFile } from '../../../static/src/vault/dying';
import { Locker } from '../../../static/src/vault/locker';
import { openVault } from '../../../static/src/vault/vault';
import type { SealedRow } from '../../../static/src/store/store';
import { NAME, type Scene, type Told, WHY, asked, at, everyone, releases, scene, standsAt, stateAt, told } from '../fakes/names';
import { type Phone, random } from '../fakes/phone';
import { insidesOf, smuggle } from '../fakes/policy';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let shared: Scene;
let people: Told;
beforeAll(async () => {
  shared = await scene();
});
beforeEach(async () => {
  people = await told(shared);
});

/** What a member's own program says, past any app. */
async function says(phone: Phone, said: Said): Promise<void> {
  const { device, roster, membership } = await insidesOf(phone);
  const { item } = await sealOpening(roster, device, said, random);
  await smuggle(phone, Kind.opening, item, await openingMailbox(membership.epochSecret));
  await everyone(people);
}

const idOf = (id: string): OpeningId => brand<OpeningId>(fromHex(id) ?? new Uint8Array());

/** The request as this device reads it, and the boxes on the relay. */
async function requestOf(phone: Phone, id: string): Promise<Extract<Said, { do: 'request' }>> {
  const { device, roster } = await insidesOf(phone);
  for (const { kind, body } of present([...phone.relay.teams.values()][0]).items) {
    if (kind !== Kind.opening) continue;
    const act = await openOpening(roster, device, body).catch(() => null);
    if (act !== null && hex(act.id) === id && act.said.do === 'request') return act.said;
  }
  throw new Error('no such request');
}

/** A release with a share of one's own making. */
async function falseRelease(guardian: Phone, id: string, share: Share): Promise<Said> {
  const { device } = await insidesOf(guardian);
  const { reply } = await requestOf(guardian, id);
  const signature = await device.sign(shareMessage(idOf(id), share));
  return { do: 'release', request: idOf(id), share: await hpkeSeal(reply, concat(share, signature), releaseInfo(idOf(id), device.id)) };
}

describe('a turned coordinator', () => {
  test('who says that guardians have released opens nothing', async () => {
    const id = await asked(people);
    const { device } = await insidesOf(people.sana);
    const made = concat(random(32), new Uint8Array([1]));
    const { reply } = await requestOf(people.sana, id);
    const signature = await device.sign(shareMessage(idOf(id), brand<Share>(made)));
    await says(people.sana, { do: 'release', request: idOf(id), share: await hpkeSeal(reply, concat(made, signature), releaseInfo(idOf(id), device.id)) });
    expect(await stateAt(people.bilal, id)).toBe('open');
    await expect(people.sana.engine.openName(id)).rejects.toMatchObject({ name: 'shares_missing' });
  });

  test('opens no second name with the shares that were released for one', async () => {
    const id = await asked(people);
    await releases(people, people.gul, id);
    await releases(people, people.dawood, id);
    const other = await told(shared, 'Another');
    const second = await asked(other);
    const { device, roster } = await insidesOf(people.sana);
    for (const { kind, body } of present([...people.relay.teams.values()][0]).items) {
      if (kind !== Kind.opening) continue;
      const act = await openOpening(roster, device, body).catch(() => null);
      if (act?.said.do === 'release' && hex(act.said.request) === id) await says(people.sana, { ...act.said, request: idOf(second) });
    }
    expect(await stateAt(people.sana, second)).toBe('open');
    await expect(people.sana.engine.openName(second)).rejects.toMatchObject({ name: 'shares_missing' });
  });

  test('who names another testimony than the one whose name it is gets no share from a guardian who can read', async () => {
    const other = await told(shared, 'Another');
    const [name] = await people.sana.engine.guardedNames(other.record);
    const body = present([...people.relay.teams.values()][0]).items.find((item) => item.kind === Kind.identity && item.id === name?.box)?.body ?? new Uint8Array();
    const { lock } = parseIdentity(body);
    const { kemPk } = (await insidesOf(people.sana)).device;
    const said = { do: 'request', record: brand<RecordId>(fromHex(people.record) ?? new Uint8Array()), lock, reply: kemPk, time: people.sana.clock, why: WHY } as const;
    await says(people.sana, { ...said, box: itemId({ kind: Kind.identity, body, mailbox: null }) });
    const id = (await people.dawood.engine.openings()).requests.find(({ names }) => names === 'other')?.id ?? '';
    await expect(people.dawood.engine.openingDeed({ do: 'release', id })).rejects.toMatchObject({ name: 'opening_mismatch' });
    expect((await at(people.bilal, id)).names).toBe('other');
  });

  test('who puts a name of their own beside a testimony is found when it is opened', async () => {
    const [name] = await people.sana.engine.guardedNames(people.record);
    const { items } = present([...people.relay.teams.values()][0]);
    const { stream } = parseIdentityLock(parseIdentity(items.find(({ id }) => id === name?.box)?.body ?? new Uint8Array()).lock);
    const { device, roster } = await insidesOf(people.sana);
    const identity = { record: brand<RecordId>(fromHex(people.record) ?? new Uint8Array()), fields: [[['s_name'], 'Somebody else']] as const };
    await smuggle(people.sana, Kind.identity, await sealIdentity(roster, device, stream, 0, identity, random), null);
    await everyone(people);
    const names = await people.bilal.engine.guardedNames(people.record);
    expect(names.length).toBe(2);
    const shown = [];
    for (const { box } of names) {
      await people.bilal.engine.openingDeed({ do: 'ask', record: people.record, box, why: WHY });
      await people.bilal.engine.sync();
      await everyone(people);
      const id = (await people.bilal.engine.openings()).requests.find(({ asker, state }) => asker.me && state === 'open')?.id ?? '';
      await releases(people, people.gul, id);
      await releases(people, people.dawood, id);
      shown.push(await people.bilal.engine.openName(id));
    }
    expect(shown.map(({ isGenuine, by, fields }) => [isGenuine, by?.label, fields[0]?.value]).toSorted()).toEqual([[false, 'Sana', 'Somebody else'], [true, 'Amina', NAME]]);
  });
});

describe('a turned guardian', () => {
  test('who gives a false share is named to everybody, by their own signature', async () => {
    const id = await asked(people);
    await says(people.gul, await falseRelease(people.gul, id, brand<Share>(concat(random(32), new Uint8Array([2])))));
    await everyone(people);
    for (const phone of [people.bilal, people.sana, people.gul, people.dawood]) expect(await standsAt(phone, id)).toEqual({ Bilal: 'waiting', Gul: 'false', Dawood: 'waiting' });
    await releases(people, people.dawood, id);
    await expect(people.sana.engine.openName(id)).rejects.toMatchObject({ name: 'shares_missing' });
    await releases(people, people.bilal, id);
    expect((await people.sana.engine.openName(id)).fields[0]?.value).toBe(NAME);
  });

  test('who gives what nobody can read is said to have done so, and the name still opens by the others', async () => {
    const id = await asked(people);
    await says(people.gul, { do: 'release', request: idOf(id), share: random(1233) });
    await everyone(people);
    expect(await standsAt(people.bilal, id)).toMatchObject({ Gul: 'unreadable' });
    await releases(people, people.dawood, id);
    await releases(people, people.bilal, id);
    expect((await people.sana.engine.openName(id)).fields[0]?.value).toBe(NAME);
  });

  test('is not accused by anybody but whoever asked, and a true share is proven false to nobody', async () => {
    const id = await asked(people);
    await releases(people, people.gul, id);
    const { device } = await insidesOf(people.gul);
    await says(people.bilal, { do: 'accuse', request: idOf(id), guardian: device.id, proof: random(97) });
    expect(await standsAt(people.dawood, id)).toMatchObject({ Gul: 'released' });
    await says(people.sana, { do: 'accuse', request: idOf(id), guardian: device.id, proof: random(97) });
    expect(await standsAt(people.dawood, id)).toMatchObject({ Gul: 'unreadable' });
  });
});

describe('the relay', () => {
  test('that keeps a guardian’s share back opens nothing, and the request waits', async () => {
    const id = await asked(people);
    people.relay.hides = ({ kind }) => kind === Kind.opening;
    await people.gul.engine.openingDeed({ do: 'release', id });
    await people.gul.engine.sync();
    await people.gul.engine.sync();
    people.relay.hides = () => false;
    expect(await stateAt(people.sana, id)).toBe('open');
    await everyone(people);
    expect(await standsAt(people.sana, id)).toMatchObject({ Gul: 'released' });
  });

  test('and the network learn no reason, no refusal and no name', async () => {
    const id = await asked(people);
    await people.gul.engine.openingDeed({ do: 'refuse', id, why: 'Kanarischer Grund' });
    await people.gul.engine.sync();
    await releases(people, people.dawood, id);
    await releases(people, people.bilal, id);
    await people.sana.engine.openName(id);
    await people.sana.engine.sync();
    await everyone(people);
    const places = [Buffer.concat(people.relay.wire), ...[people.bilal, people.sana, people.gul, people.dawood].map(disk)];
    for (const canary of [NAME, WHY, 'Kanarischer Grund']) for (const place of places) {
      expect(place.includes(Buffer.from(canary))).toBe(false);
      expect(place.includes(Buffer.from(canary, 'utf16le'))).toBe(false);
    }
    expect(places.every((place) => place.includes(Buffer.from('GWO1')))).toBe(true);
  });
});

/** All that the disk holds or ever held, as one text of bytes. */
function disk({ files, database }: Phone): Buffer {
  return Buffer.concat([...files.contents.values(), ...database.everWritten.flatMap(({ key, row }) => [Buffer.from(key), ...bytesIn(row)])]);
}

function bytesIn(value: unknown): readonly Uint8Array[] {
  if (value instanceof Uint8Array) return [value];
  if (typeof value === 'string') return [Buffer.from(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(bytesIn) : [];
}

describe('whoever takes the device of the one who asked, with its passphrase', () => {
  test('after the name was shown opens none of the shares that came, nor the key that opened them', async () => {
    const id = await asked(people);
    await releases(people, people.gul, id);
    await releases(people, people.bilal, id);
    const before = await repliesThatOpen(people.sana);
    await people.sana.engine.openName(id);
    expect([before > 0, await repliesThatOpen(people.sana)]).toEqual([true, before - 1]);
  });
});

/** How many of all rows that the table of replies ever held open with what the vault and the dying file give now. */
async function repliesThatOpen(phone: Phone): Promise<number> {
  const keys = await openVault(phone.files, phone.passphrase, random);
  phone.kill();
  const dying = await DyingFile.open(phone.files, keys, random);
  const secrets = dying.keys.map(({ secret }) => secret);
  dying.close();
  const rows = phone.database.everWritten.filter(({ table }) => table === 'replies');
  let opened = 0;
  for (const { key, row } of rows) {
    for (const secret of secrets) opened += await new Locker(secret, random).open('replies', key, row as SealedRow).then(() => 1, () => 0);
  }
  await phone.engine.unlock(phone.passphrase);
  return opened;
}
