/** A phone taken at a checkpoint: what it has handed over cannot be opened there, with its passphrase and everything its disk ever held. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Kind } from '../../../static/src/format/item';
import { lockboxHash } from '../../../static/src/format/lockbox';
import { parseEnvelope } from '../../../static/src/format/open_envelope';
import { openChange } from '../../../static/src/seal/open_change';
import { Device } from '../../../static/src/seal/device';
import { openLockbox } from '../../../static/src/seal/open_lockbox';
import { openShare } from '../../../static/src/seal/identity_opening';
import type { SealedRow } from '../../../static/src/store/store';
import { readRoster } from '../../../static/src/story/session';
import { openTables } from '../../../static/src/story/tables';
import { DyingFile } from '../../../static/src/vault/dying';
import { Locker } from '../../../static/src/vault/locker';
import { openVault } from '../../../static/src/vault/vault';
import { type Crew, type Phone, crew, random } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

const CANARIES = ['Sakina Bibi کینری', 'the man with the grey scarf', 'QALANDRANI', 'Amina', 'گواہی Quetta', 'correct horse'];
let people: Crew;

beforeAll(async () => {
  people = await crew(await FakeRelay.start());
  const { amina, relay } = people;
  relay.away = true;
  // Another interview is not finished yet: its key stays, and must not open this one.
  await amina.draft({ fields: { narrative: 'still open' }, members: {} });
  const draft = await amina.draft({ fields: { narrative: CANARIES[1] as string, s_name: CANARIES[0] as string }, members: {} });
  await amina.engine.saveDraft({ ...draft, answers: { fields: { narrative: CANARIES[2] as string }, members: {} } });
  await amina.engine.seal(draft.id, ['gawahi_default', '1'], [
    { path: ['narrative'], value: CANARIES[1] as string, compartment: 'testimony' },
    { path: ['s_name'], value: CANARIES[0] as string, compartment: 'identity' },
  ]);
});

/** All that the disk holds or ever held in the clear, as one text of bytes. */
function disk({ files, database }: Phone): Buffer {
  const rows = database.everWritten.flatMap(({ key, row }) => [Buffer.from(key), ...bytesIn(row)]);
  return Buffer.concat([...files.contents.values(), ...rows]);
}

function bytesIn(value: unknown): readonly Uint8Array[] {
  if (value instanceof Uint8Array) return [value];
  if (typeof value === 'string') return [Buffer.from(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(bytesIn) : [];
}

describe('after sealing, and before it is sent', () => {
  test('no word of a testimony, a name, a team or a passphrase lies readable on the disk or goes over the wire', () => {
    const { amina, bilal, relay } = people;
    const places = [disk(amina), disk(bilal), Buffer.concat(relay.wire)];
    for (const canary of CANARIES) for (const place of places) {
      expect(place.includes(Buffer.from(canary))).toBe(false);
      expect(place.includes(Buffer.from(canary, 'utf16le'))).toBe(false);
    }
    // The search itself can find something: the team's item is there.
    expect(disk(amina).includes(Buffer.from('GWC1'))).toBe(true);
  });

  test('no key that the passphrase opens opens the change, the lockbox, the identity box or any old version of the draft', async () => {
    const { amina } = people;
    amina.kill();
    const keys = await openVault(amina.files, amina.passphrase, random);
    const tables = openTables(amina.database.open(), keys);
    const seeds = await tables.seeds.get('device');
    if (seeds === null) throw new Error('no device');
    const device = await Device.fromSeeds(seeds);
    const roster = await readRoster(tables);
    const dying = await DyingFile.open(amina.files, keys, random);
    const items = [...amina.database.table('outbox').values()] as { kind: number; body: Uint8Array<ArrayBuffer> }[];
    const body = (kind: number): Uint8Array<ArrayBuffer> => items.find((item) => item.kind === kind)?.body ?? new Uint8Array();
    await expect(openLockbox(roster, device, body(Kind.lockbox))).rejects.toMatchObject({ name: 'not_recipient' });
    await expect(openShare(roster, device, body(Kind.identity))).rejects.toMatchObject({ name: 'not_recipient' });
    const { stream, chain, seq, prev } = parseEnvelope(body(Kind.change));
    const left = [...dying.keys.map(({ secret }) => secret), keys.dying, seeds.sign, seeds.kem];
    for (const chainKey of left) {
      const reading = { stream, chain, seq, prev, lockboxHash: lockboxHash(body(Kind.lockbox)), chainKey, rosterSeq: roster.seq, author: null };
      await expect(openChange(reading, roster, body(Kind.change))).rejects.toMatchObject({ name: 'damaged' });
    }
    const sealed = amina.database.everWritten.filter(({ table, key }) => table === 'drafts' && !amina.database.table('drafts').has(key));
    expect(sealed).toHaveLength(2);
    expect(dying.keys).toHaveLength(1);
    const lockers = [keys.device, keys.archive, keys.index, ...left.map((key) => new Locker(key, random))];
    for (const { key, row } of sealed) for (const locker of lockers) {
      await expect(locker.open('drafts', key, row as SealedRow)).rejects.toMatchObject({ name: 'damaged' });
    }
    dying.close();
  });

  test('the phone with its passphrase shows a pseudonym and nothing of the testimony', async () => {
    const { amina } = people;
    amina.kill();
    await amina.engine.unlock(amina.passphrase);
    const [handed] = await amina.engine.handed();
    expect(handed?.pseudonym).toMatch(/^T-[0-9A-HJKMNP-TV-Z]{6}$/);
    expect(await amina.engine.drafts()).toMatchObject([{ answers: { fields: { narrative: 'still open' } } }]);
    await expect(amina.engine.testimony(handed?.record ?? '')).rejects.toMatchObject({ name: 'not_found' });
    amina.kill();
  });

  test('before sealing the same keys do open the draft: the test above looks in the right place', async () => {
    const { amina } = people;
    amina.kill();
    await amina.engine.unlock(amina.passphrase);
    const draft = await amina.draft({ fields: { narrative: 'not yet sealed' }, members: {} });
    amina.kill();
    const keys = await openVault(amina.files, amina.passphrase, random);
    const dying = await DyingFile.open(amina.files, keys, random);
    const row = amina.database.table('drafts').get(draft.id) as SealedRow;
    const opened = await Promise.allSettled(dying.keys.map(({ secret }) => new Locker(secret, random).open('drafts', draft.id, row)));
    expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    dying.close();
  });
});

describe('erasing', () => {
  test('leaves nothing that the passphrase opens, and the door as on the first day', async () => {
    const { zahra } = people;
    const keyFile = zahra.files.contents.get('key')?.slice();
    const keeper = zahra.files.hold.bind(zahra.files);
    const written: Uint8Array[] = [];
    zahra.files.hold = async (name) => {
      const file = await keeper(name);
      return { ...file, write: (at, bytes) => { written.push(bytes); file.write(at, bytes); } };
    };
    await zahra.engine.erase();
    // The key file is overwritten, in its full length, before anything else.
    expect(written[0]).toHaveLength(398);
    expect(written[0]).not.toEqual(keyFile);
    expect(await zahra.engine.door()).toBe('new');
    expect(zahra.files.contents.size).toBe(0);
    expect(zahra.database.tables.size).toBe(0);
    await expect(zahra.engine.overview()).rejects.toMatchObject({ name: 'app_failed' });
  });
});
