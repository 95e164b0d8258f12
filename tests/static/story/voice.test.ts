/** A voice and a picture of a testimony: kept slice by slice while it is written, sealed with it, heard by who may read it and by nobody else. */
import { beforeEach, describe, expect, test } from 'vitest';
import { concat, equal, utf8 } from '../../../static/src/format/bytes';
import { CHUNK_PLAIN_SIZE } from '../../../static/src/format/chunk';
import type { MediaFile, Slice } from '../../../static/src/journey/media';
import type { Testimony } from '../../../static/src/journey';
import { FileSealer } from '../../../static/src/seal/file';
import { openChunks, sealChunks } from '../../../static/src/seal/chunk';
import type { SealedRow } from '../../../static/src/store/store';
import { DyingFile } from '../../../static/src/vault/dying';
import { Locker } from '../../../static/src/vault/locker';
import { openVault } from '../../../static/src/vault/vault';
import { FORM, Phone, joinBy, newId, random } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

const VOICE = '00000001aaaaaaaaaaaaaaaaaaaaaaaa';
const PICTURE = '00000002bbbbbbbbbbbbbbbbbbbbbbbb';
/** As unlikely in ciphertext as anything. */
const SAID = utf8('they took my brother at the gate گواہی');
let relay: FakeRelay;
let bilal: Phone;
let amina: Phone;

beforeEach(async () => {
  relay = await FakeRelay.start();
  [bilal, amina] = [new Phone(relay), new Phone(relay)];
  await bilal.engine.found('Quetta', 'Bilal', bilal.passphrase, null);
  await joinBy(bilal, amina, 'Amina', ['documenter']);
});

const spoken = (index: number): Slice => ({ media: VOICE, index, kind: 'audio/webm', how: 'masked', ms: (index + 1) * 2000, data: concat(SAID, random(6000)) });
async function speak(phone: Phone, draftId: string, slices: number): Promise<readonly Slice[]> {
  const said = Array.from({ length: slices }, (_, index) => spoken(index));
  const media = await phone.engine.fetched();
  for (const slice of said) await media.keepSlice(draftId, slice);
  return said;
}
const whole = (slices: readonly Slice[]): Uint8Array => concat(...slices.map(({ data }) => data));
const attached = async (phone: Phone, draftId: string) => (await phone.engine.fetched()).attached(draftId);

async function heard(phone: Phone, { record, paths }: Testimony): Promise<readonly MediaFile[]> {
  const media = await phone.engine.fetched();
  const files = paths.filter(({ path }) => path[0] === 'gw_media' && path[2] === 'file');
  return Promise.all(files.map(({ path, values }) => media.openMedia(record, path[1] ?? '', values[0]?.valueId ?? '')));
}

describe('a voice that is being recorded', () => {
  test('is whole up to the last slice when the phone dies, and goes on as another recording', async () => {
    const draft = await amina.draft();
    const said = await speak(amina, draft.id, 120);
    amina.kill();
    await amina.engine.unlock(amina.passphrase);
    expect(await attached(amina, draft.id)).toEqual([{ media: VOICE, kind: 'audio/webm', how: 'masked', ms: 240_000, bytes: whole(said).length }]);
    const { data } = await (await amina.engine.fetched()).readAttached(draft.id, VOICE);
    expect(equal(data, whole(said))).toBe(true);
  });

  test('needs a draft that is stored, and one that was thrown away takes no more', async () => {
    const media = await amina.engine.fetched();
    await expect(media.keepSlice(newId(), spoken(0))).rejects.toMatchObject({ name: 'not_found' });
    const draft = await amina.draft();
    await expect(media.keepSlice(draft.id, { ...spoken(0), kind: 'text/html' })).rejects.toMatchObject({ name: 'malformed' });
    await amina.engine.discardDraft(draft.id);
    await expect(media.keepSlice(draft.id, spoken(0))).rejects.toMatchObject({ name: 'not_found' });
  });

  test('is refused by name when the phone is full, and what was kept stays', async () => {
    const draft = await amina.draft();
    await speak(amina, draft.id, 2);
    amina.database.failNextCommit = new Error('full');
    await expect((await amina.engine.fetched()).keepSlice(draft.id, spoken(2))).rejects.toThrow('full');
    expect((await attached(amina, draft.id))[0]?.ms).toBe(4000);
  });

  test('can be taken out again without the picture beside it', async () => {
    const draft = await amina.draft();
    await speak(amina, draft.id, 3);
    const media = await amina.engine.fetched();
    await media.keepSlice(draft.id, { media: PICTURE, index: 0, kind: 'image/jpeg', how: 'cleaned', ms: 0, data: random(900) });
    await media.removeAttached(draft.id, VOICE);
    expect((await attached(amina, draft.id)).map((one) => one.media)).toEqual([PICTURE]);
  });
});

describe('a testimony with a voice and a picture', () => {
  test('reaches a coordinator, who hears and sees exactly what was kept, and no screen is told a key', async () => {
    const draft = await amina.draft();
    const said = await speak(amina, draft.id, 100);
    const picture = random(CHUNK_PLAIN_SIZE);
    await (await amina.engine.fetched()).keepSlice(draft.id, { media: PICTURE, index: 0, kind: 'image/jpeg', how: 'cleaned', ms: 0, data: picture });
    const { record } = await amina.engine.seal(draft.id, FORM, []);
    await amina.engine.sync();
    await bilal.engine.sync();
    const testimony = await bilal.engine.testimony(record);
    const [voice, seen] = await heard(bilal, testimony);
    expect(voice?.kind).toBe('audio/webm');
    expect(equal(voice?.data ?? SAID, whole(said))).toBe(true);
    expect(equal(seen?.data ?? SAID, picture)).toBe(true);
    const shown = testimony.paths.filter(({ path }) => path[0] === 'gw_media').map(({ path, values }) => [path[2], values[0]?.x]);
    expect(shown).toEqual([['ms', 200_000], ['how', 'masked'], ['file', 'audio/webm'], ['how', 'cleaned'], ['file', 'image/jpeg']]);
    expect(JSON.stringify(testimony)).not.toMatch(/[A-Za-z0-9_-]{200}/);
  });

  test('is called sealed until the relay has shown to keep all of it, and not a moment before', async () => {
    const draft = await amina.draft();
    await speak(amina, draft.id, 100);
    await amina.engine.seal(draft.id, FORM, []);
    const send = relay.send;
    Object.assign(relay, { send: (url: string, init: RequestInit) => (init.method === 'PUT' ? Promise.reject(new TypeError('cut')) : send(url, init)) });
    await amina.engine.sync();
    await bilal.engine.sync();
    await amina.engine.sync();
    expect((await amina.engine.handed())[0]?.state).toBe('sealed');
    Object.assign(relay, { send });
    await amina.engine.sync();
    expect((await amina.engine.handed())[0]?.state).toBe('readable');
    amina.kill();
    await amina.engine.unlock(amina.passphrase);
    expect((await amina.engine.handed())[0]?.state).toBe('readable');
  });

  test('is sealed in one commit: one that fails leaves the draft with its recording', async () => {
    const draft = await amina.draft();
    await speak(amina, draft.id, 3);
    amina.database.failNextCommit = new Error('full');
    await expect(amina.engine.seal(draft.id, FORM, [])).rejects.toThrow('full');
    expect(amina.database.table('chunks').size).toBe(0);
    expect(await attached(amina, draft.id)).toHaveLength(1);
    await amina.engine.seal(draft.id, FORM, []);
    expect(amina.database.table('slices').size).toBe(0);
    expect(amina.database.table('chunks').size).toBe(1);
  });

  test('leaves another draft its own recording', async () => {
    const [one, other] = [await amina.draft(), await amina.draft()];
    await speak(amina, one.id, 2);
    await speak(amina, other.id, 3);
    await amina.engine.seal(one.id, FORM, []);
    expect(await attached(amina, other.id)).toMatchObject([{ ms: 6000 }]);
  });
});

describe('on the disk', () => {
  /** Every key that the passphrase opens, on every slice that the disk ever held. */
  async function opened(phone: Phone): Promise<number> {
    phone.kill();
    const keys = await openVault(phone.files, phone.passphrase, random);
    const dying = await DyingFile.open(phone.files, keys, random);
    const lockers = [keys.device, keys.archive, keys.index, ...dying.keys.map(({ secret }) => new Locker(secret, random))];
    dying.close();
    const rows = phone.database.everWritten.filter(({ table }) => table === 'slices');
    const tried = await Promise.allSettled(rows.flatMap(({ key, row }) => lockers.map((locker) => locker.open('slices', key, row as SealedRow))));
    await phone.engine.unlock(phone.passphrase);
    return tried.filter(({ status }) => status === 'fulfilled').length;
  }
  const bytesOf = (row: unknown): Uint8Array => (row instanceof Uint8Array ? row : ((row as { body?: Uint8Array } | null)?.body ?? new Uint8Array()));

  test.each(['sealed', 'thrown away'])('no slice of what was %s opens with any key, and nothing that was said lies readable', async (end) => {
    const draft = await amina.draft();
    await speak(amina, draft.id, 4);
    expect(await opened(amina)).toBe(4);
    if (end === 'sealed') await amina.engine.seal(draft.id, FORM, []);
    else await amina.engine.discardDraft(draft.id);
    expect(await opened(amina)).toBe(0);
    expect(amina.database.table('slices').size).toBe(0);
    for (const { row } of amina.database.everWritten) expect(Buffer.from(bytesOf(row)).includes(SAID)).toBe(false);
  });

  test('slices whose draft was forgotten in the moment when the phone died go at the next opening', async () => {
    const draft = await amina.draft();
    await speak(amina, draft.id, 2);
    const slices = new Map(amina.database.table('slices'));
    await amina.engine.discardDraft(draft.id);
    for (const [key, row] of slices) amina.database.table('slices').set(key, row);
    amina.kill();
    await amina.engine.unlock(amina.passphrase);
    expect(amina.database.table('slices').size).toBe(0);
  });
});

describe('a file that is sealed as it comes', () => {
  test.each([0, 1, CHUNK_PLAIN_SIZE - 1, CHUNK_PLAIN_SIZE, CHUNK_PLAIN_SIZE + 1, 2 * CHUNK_PLAIN_SIZE])('of %i bytes is the file that would be sealed at once', async (size) => {
    const [fk, mediaId, data] = [random(32), random(16), random(size)];
    const sealer = new FileSealer(fk, mediaId);
    for (let at = 0; at < size; at += 50_000) await sealer.add(data.subarray(at, at + 50_000));
    const { chunks, manifest } = await sealer.end('audio/webm');
    expect(manifest).toEqual((await sealChunks(fk, mediaId, data, 'audio/webm')).manifest);
    expect(equal(await openChunks(manifest, chunks), data)).toBe(true);
  });
});
