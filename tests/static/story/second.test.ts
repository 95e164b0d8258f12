/** A second passphrase: another space on the same device, which nothing that lies there tells from the first, or from what every device has. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Second } from '../../../static/src/journey/passphrases';
import { parseKeyFile, SlotKind } from '../../../static/src/format/keyfile';
import type { World } from '../../../static/src/story/world';
import { layChaff } from '../../../static/src/story/chaff';
import { DYING_FILE, DyingFile } from '../../../static/src/vault/dying';
import { KEY_FILE, openVault, openedSlot } from '../../../static/src/vault/vault';
import { MemoryDatabase } from '../fakes/store';
import { Phone, joinBy, random } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

const FIRST = 'correct horse battery staple گواہی';
const SECOND = 'what I say when I am made to say';
const CANARY = 'the man with the grey scarf';
let bilal: Phone;
let amina: Phone;

const second = (more: Partial<Second> = {}): Second => ({ current: FIRST, fresh: SECOND, overwrites: false, label: 'A-2', into: { team: 'School survey', foundingCode: null }, ...more });
const keyFile = (phone: Phone): Uint8Array<ArrayBuffer> => phone.files.contents.get(KEY_FILE)?.slice() ?? new Uint8Array();
const slotsOf = (file: Uint8Array): readonly string[] => parseKeyFile(file).slots.map(({ nonce, ciphertext }) => Buffer.concat([nonce, ciphertext]).toString('hex'));

beforeEach(async () => {
  const relay = await FakeRelay.start();
  [bilal, amina] = [new Phone(relay), new Phone(relay, FIRST)];
  await bilal.engine.found('Quetta', 'Bilal', bilal.passphrase, null);
  await joinBy(bilal, amina, 'Amina', ['documenter']);
  await amina.draft({ fields: { narrative: CANARY }, members: {} });
});

describe('a second passphrase', () => {
  test('opens a space of its own, with a team of its own, and the first one opens what it always did', async () => {
    await amina.engine.addSecond(second());
    expect(await amina.engine.passphrases()).toEqual({ hasSecond: true, tapsErase: false });
    amina.kill();
    await amina.engine.unlock(SECOND);
    await amina.engine.sync();
    expect(await amina.engine.overview()).toMatchObject({ team: 'School survey', admitted: true, drafts: 0, handed: { sealed: 0 } });
    await amina.draft({ fields: { narrative: 'the roof leaks' }, members: {} });
    await amina.testify({ narrative: 'twelve pupils' });
    // Nothing in it says that there is another one.
    expect(await amina.engine.passphrases()).toEqual({ hasSecond: false, tapsErase: false });
    amina.kill();
    await amina.engine.unlock(FIRST);
    expect(await amina.engine.overview()).toMatchObject({ team: 'Quetta', drafts: 1 });
    expect(await amina.engine.drafts()).toMatchObject([{ answers: { fields: { narrative: CANARY } } }]);
    amina.kill();
    await amina.engine.unlock(SECOND);
    expect(await amina.engine.drafts()).toMatchObject([{ answers: { fields: { narrative: 'the roof leaks' } } }]);
    expect(await amina.engine.handed()).toHaveLength(1);
  });

  test('can join a harmless team by its invite, and is let in there like anybody', async () => {
    const headmaster = new Phone(amina.relay);
    await headmaster.engine.found('Village school', 'Head', headmaster.passphrase, null);
    const { link } = await headmaster.engine.invite(['documenter']);
    await amina.engine.addSecond(second({ into: { link } }));
    amina.kill();
    await amina.engine.unlock(SECOND);
    await amina.engine.sync();
    await headmaster.engine.sync();
    const { requests } = await headmaster.engine.team();
    await headmaster.engine.admit(requests[0]?.id ?? '');
    await amina.engine.sync();
    expect(await amina.engine.overview()).toMatchObject({ team: 'Village school', admitted: true });
  });

  test('that was to overwrite leaves nothing of the first: its passphrase opens nothing, nor do its keys', async () => {
    const before = await openVault(amina.files, FIRST, random);
    await amina.engine.addSecond(second({ overwrites: true }));
    const copy = amina.backup();
    amina.kill();
    await amina.engine.unlock(SECOND);
    amina.kill();
    await expect(amina.engine.unlock(FIRST)).rejects.toMatchObject({ name: 'wrong_passphrase' });
    // Not even somebody who kept the first key can open the draft: its own key is overwritten too.
    const dying = await DyingFile.open(amina.files, { ...before, alone: false }, random);
    expect(dying.keys).toEqual([]);
    dying.close();
    // Whoever copied the files before can use the copy: that is the limit, and the test looks in the right place.
    amina.restore(copy);
    await amina.engine.unlock(FIRST);
    expect(await amina.engine.drafts()).toHaveLength(1);
  });

  test('that was not to overwrite changes no byte of the other slots, however often it opens', async () => {
    await amina.engine.addSecond(second());
    const before = keyFile(amina);
    for (let times = 0; times < 2; times += 1) {
      amina.kill();
      await amina.engine.unlock(SECOND);
    }
    expect(keyFile(amina)).toEqual(before);
  });

  test('is refused where it opens something already, and for whoever does not know the first', async () => {
    await expect(amina.engine.addSecond(second({ fresh: FIRST }))).rejects.toMatchObject({ name: 'passphrase_used' });
    await expect(amina.engine.addSecond(second({ current: 'not the one that it is' }))).rejects.toMatchObject({ name: 'wrong_passphrase' });
    await amina.engine.addSecond(second());
    await expect(amina.engine.addSecond(second({ current: SECOND, fresh: 'a third one of many words' }))).rejects.toMatchObject({ name: 'wrong_passphrase' });
    await expect(amina.engine.changePassphrase(SECOND, FIRST)).rejects.toMatchObject({ name: 'passphrase_used' });
    expect(await amina.engine.drafts()).toHaveLength(1);
  });

  test('can be changed, and taken away, and the first can be changed', async () => {
    await amina.engine.addSecond(second());
    await amina.engine.changePassphrase(SECOND, 'another second one of words');
    await amina.engine.changePassphrase(FIRST, 'another first one of words');
    amina.kill();
    for (const old of [FIRST, SECOND]) await expect(amina.engine.unlock(old)).rejects.toMatchObject({ name: 'wrong_passphrase' });
    await amina.engine.unlock('another first one of words');
    await amina.engine.removeSecond();
    expect(await amina.engine.passphrases()).toMatchObject({ hasSecond: false });
    expect(await amina.engine.drafts()).toHaveLength(1);
    amina.kill();
    await expect(amina.engine.unlock('another second one of words')).rejects.toMatchObject({ name: 'wrong_passphrase' });
    await amina.engine.unlock('another first one of words');
    await expect(amina.engine.removeSecond()).rejects.toMatchObject({ name: 'not_found' });
  });

  test('that could not be set up because the relay is away leaves everything as it was', async () => {
    const before = keyFile(amina);
    amina.offline = true;
    await expect(amina.engine.addSecond(second())).rejects.toMatchObject({ name: 'relay_unreachable' });
    expect(keyFile(amina)).toEqual(before);
    expect(await amina.engine.passphrases()).toMatchObject({ hasSecond: false });
  });
});

describe('nobody can tell by what lies on the device', () => {
  test('how many passphrases there are: key file and dying file have the same size, and every slot changes where one may', async () => {
    const sizes = (): readonly number[] => [KEY_FILE, DYING_FILE].map((name) => amina.files.contents.get(name)?.length ?? 0);
    const [before, slots] = [sizes(), slotsOf(keyFile(amina))];
    await amina.engine.addSecond(second());
    expect(sizes()).toEqual(before);
    const changed = slotsOf(keyFile(amina)).filter((slot, at) => slot !== slots[at]);
    // The first one's, sealed anew, and the second one's.
    expect(changed).toHaveLength(2);
    expect([...amina.files.contents.keys()].sort()).toEqual([DYING_FILE, KEY_FILE]);
  });

  test('which passphrase is the second: ordinary devices have both kinds of slot', async () => {
    const kinds = new Set<number>();
    for (let device = 0; device < 24 && kinds.size < 2; device += 1) {
      const phone = new Phone(amina.relay, FIRST);
      await phone.engine.found('Team', 'Somebody', FIRST, null);
      kinds.add((await openedSlot(keyFile(phone), FIRST)).kind);
    }
    expect(kinds).toEqual(new Set([SlotKind.keeps, SlotKind.overwrites]));
  });

  test('by how often it is written: opening writes both files once, whole, whatever it opens', async () => {
    await amina.engine.addSecond(second());
    const written: Record<string, string[]> = {};
    const hold = amina.files.hold.bind(amina.files);
    for (const passphrase of [FIRST, SECOND]) {
      amina.kill();
      const seen: string[] = (written[passphrase] = []);
      amina.files.hold = async (name) => {
        const file = await hold(name);
        return { ...file, write: (at, bytes) => { seen.push(`${name} ${at} ${bytes.length}`); file.write(at, bytes); } };
      };
      await amina.engine.unlock(passphrase);
    }
    expect(written[FIRST]).toEqual(written[SECOND]);
    expect(written[FIRST]).toHaveLength(2);
  });

  test('whether the rows beside are chaff or a space: chaff has the tables, names and sizes of one', async () => {
    const database = new MemoryDatabase();
    // The random bytes are what a browser's store would write.
    await layChaff({ openStore: () => database.open(), random, now: () => 1 } as unknown as World);
    const names = (from: MemoryDatabase, table: 'self' | 'roster' | 'feed' | 'counters' | 'held'): readonly string[] =>
      // Chaff is of somebody who records voices, or of nobody who does.
      [...from.table(table).keys()].filter((name) => name !== 'media').sort();
    await amina.testify({ narrative: 'nine' });
    await amina.engine.sync();
    for (const table of ['self', 'feed', 'counters'] as const) expect(names(database, table)).toEqual(names(amina.database, table));
    // A draft comes and goes.
    const used = [...amina.database.tables].filter(([table, rows]) => rows.size > 0 && table !== 'drafts').map(([table]) => table);
    expect(used.filter((table) => database.table(table).size === 0), 'a table that only a space in use has').toEqual([]);
    expect([...database.table('own').keys()]).toEqual([...database.table('handed').keys()]);
    expect(names(database, 'roster')[0]).toBe(names(amina.database, 'roster')[0]);
    expect(names(database, 'held')[0]).toMatch(/^[0-9a-f]{64}$/);
    const sizeOf = (from: MemoryDatabase): number => (from.table('self').get('membership') as Uint8Array).length;
    for (const one of [amina.database, bilal.database, database]) expect(Math.min(Math.abs(sizeOf(one) - 428), Math.abs(sizeOf(one) - 300))).toBeLessThan(33);
    expect((database.table('self').get('device') as Uint8Array).length).toBe((amina.database.table('self').get('device') as Uint8Array).length);
    const lockboxes = [...database.table('held').values()].map((row) => (row as { body: Uint8Array }).body.length).filter((size) => (size - 127) % 1168 === 0);
    expect(lockboxes.length).toBeGreaterThan(2);
  });
});

describe('erasing that was cut off', () => {
  test.each(['destroyStore', 'remove'])('at %s goes on at the next start, and nothing opens meanwhile', async (where) => {
    const cut = new Promise<never>(() => undefined);
    if (where === 'remove') amina.files.remove = () => cut;
    else amina.database.destroy = () => cut;
    void amina.engine.erase();
    await new Promise((resume) => setTimeout(resume, 50));
    amina.kill();
    Reflect.deleteProperty(where === 'remove' ? amina.files : amina.database, where === 'remove' ? 'remove' : 'destroy');
    expect(await amina.engine.door()).toBe('new');
    expect(amina.files.contents.size).toBe(0);
    expect(amina.database.tables.size).toBe(0);
  });

  test('after its first step opens nothing, and goes on without being asked', async () => {
    await amina.engine.destroyKeys();
    amina.kill();
    await expect(openVault(amina.files, FIRST, random)).rejects.toMatchObject({ name: 'key_file_damaged' });
    amina.files.contents.delete(KEY_FILE);
    expect(await amina.engine.door()).toBe('new');
    expect(amina.database.tables.size).toBe(0);
  });
});
