/** A photograph goes behind what was said, waits as long as it must, and is opened by whoever can read the testimony. */
import { describe, expect, test } from 'vitest';
import { equal } from '../../../static/src/format/bytes';
import { CHUNK_PLAIN_SIZE, CHUNK_SIZE } from '../../../static/src/format/chunk';
import { sealChunks } from '../../../static/src/seal/chunk';
import { Phone, random } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

async function founder(): Promise<{ relay: FakeRelay; phone: Phone }> {
  const relay = await FakeRelay.start();
  const phone = new Phone(relay);
  await phone.engine.found('Quetta', 'Bilal', phone.passphrase, null);
  return { relay, phone };
}
const film = async (chunks: number) => {
  const data = random((chunks - 1) * CHUNK_PLAIN_SIZE + 1000);
  return { data, ...(await sealChunks(random(32), random(16), data, 'video/webm')) };
};

describe('a film that was sealed without a network', () => {
  test('waits over a restart, goes by itself, and can be opened by its manifest', async () => {
    const { relay, phone } = await founder();
    const { data, manifest, chunks } = await film(3);
    relay.away = true;
    await phone.engine.keepChunks(manifest, chunks);
    expect((await phone.engine.sync()).phase).toBe('offline');
    relay.away = false;
    phone.kill();
    await phone.engine.unlock(phone.passphrase);
    // Before anything is sent it is known what waits: nobody is told that everything has gone.
    const { mediaDone, mediaTotal } = (await phone.engine.overview()).sync;
    expect(mediaTotal - mediaDone).toBe(3 * CHUNK_SIZE);
    expect(await phone.engine.sync()).toMatchObject({ phase: 'idle', mediaDone: 3 * CHUNK_SIZE, mediaTotal: 3 * CHUNK_SIZE });
    expect(phone.database.table('chunks').size).toBe(0);
    expect(equal(await phone.engine.openFile(manifest), data)).toBe(true);
    expect(phone.database.table('fetched').size).toBe(0);
  });

  test('lets a testimony that is sealed meanwhile go first', async () => {
    const { relay, phone } = await founder();
    const { manifest, chunks } = await film(4);
    const calls: string[] = [];
    const send = relay.send;
    let sealing: Promise<unknown> | null = null;
    Object.assign(relay, {
      send: async (url: string, init: RequestInit) => {
        calls.push(`${init.method} ${new URL(url).pathname.split('/')[5]}`);
        if (init.method === 'PUT') sealing ??= phone.testify({ narrative: 'said while the film was on its way' });
        if (init.method === 'PUT') await sealing;
        return send(url, init);
      },
    });
    await phone.engine.keepChunks(manifest, chunks);
    await phone.engine.sync();
    const [put, push] = [calls.indexOf('PUT chunks'), calls.lastIndexOf('POST push')];
    expect(put).toBeGreaterThan(-1);
    expect(push).toBeGreaterThan(put);
    expect(calls.slice(push).filter((call) => call === 'PUT chunks').length).toBe(3);
    expect(phone.database.table('chunks').size).toBe(0);
  });

  test('is refused as a whole if a chunk is of another file', async () => {
    const { phone } = await founder();
    const [one, other] = [await film(2), await film(2)];
    await expect(phone.engine.keepChunks(one.manifest, other.chunks)).rejects.toMatchObject({ name: 'chunk_mismatch' });
    await expect(phone.engine.keepChunks(one.manifest, one.chunks.slice(1))).rejects.toMatchObject({ name: 'chunk_mismatch' });
    expect(phone.database.table('chunks').size).toBe(0);
  });

  test('that the team has no room for stays on the phone, and text goes on', async () => {
    const { relay, phone } = await founder();
    const { manifest, chunks } = await film(2);
    const send = relay.send;
    Object.assign(relay, {
      send: (url: string, init: RequestInit) => (init.method === 'PUT' ? Promise.resolve(Response.json({ error: { name: 'quota' } }, { status: 507 })) : send(url, init)),
    });
    await phone.engine.keepChunks(manifest, chunks);
    await phone.testify({ narrative: 'small' });
    expect(await phone.engine.sync()).toMatchObject({ phase: 'refused', refusal: 'quota', mediaDone: 0, mediaTotal: 2 * CHUNK_SIZE });
    expect((await phone.engine.handed())[0]?.state).toBe('readable');
    expect(phone.database.table('chunks').size).toBe(2);
  });
});
