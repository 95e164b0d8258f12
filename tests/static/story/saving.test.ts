/** A documenter with two megabytes a day: text first, a film in pieces over days, and a screen that says truly what waits. */
import { describe, expect, test } from 'vitest';
import { CHUNK_PLAIN_SIZE, CHUNK_SIZE, type Manifest } from '../../../static/src/format/chunk';
import { sealChunks } from '../../../static/src/seal/chunk';
import { Phone, random } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

const DAY = 86_400_000;
const LIMIT = 2_000_000;

/** A founder on mobile data with a budget, and the bytes that really came to the relay and went from it. */
async function saver(connection: Phone['connection'] = 'cellular'): Promise<{ relay: FakeRelay; phone: Phone; wire: () => number }> {
  const relay = await FakeRelay.start();
  const phone = new Phone(relay);
  await phone.engine.found('Quetta', 'Bilal', phone.passphrase, null);
  phone.connection = connection;
  await phone.engine.setDataBudget(LIMIT, false);
  await phone.engine.sync();
  let answered = 0;
  const send = relay.send;
  Object.assign(relay, {
    send: async (url: string, init: RequestInit) => {
      const answer = await send(url, init);
      answered += (await answer.clone().arrayBuffer()).byteLength;
      return answer;
    },
  });
  const before = relay.wire.length;
  return { relay, phone, wire: () => answered + relay.wire.slice(before).reduce((sum, { length }) => sum + length, 0) };
}

async function keepFilm(phone: Phone, chunks: number): Promise<Manifest> {
  const film = await sealChunks(random(32), random(16), random(chunks * CHUNK_PLAIN_SIZE), 'video/webm');
  await phone.engine.keepChunks(film.manifest, film.chunks);
  return film.manifest;
}

describe('a film larger than the budget', () => {
  test('goes over several days, keeps within the budget on each, and is said to wait', async () => {
    const { phone, wire } = await saver();
    await keepFilm(phone, 14);
    const days: number[] = [];
    for (let day = 0; day < 3; day += 1) {
      const before = wire();
      const state = await phone.engine.sync();
      expect(wire() - before).toBeLessThan(LIMIT);
      days.push(phone.database.table('chunks').size);
      expect(state).toMatchObject(days[day] === 0 ? { phase: 'idle' } : { phase: 'saving', refusal: null });
      expect(state.mediaTotal - state.mediaDone).toBe((days[day] ?? 0) * CHUNK_SIZE);
      phone.clock += DAY;
    }
    expect(days).toEqual([8, 2, 0]);
  });

  test('does not take what the day has left for text', async () => {
    const { phone } = await saver();
    await keepFilm(phone, 14);
    expect((await phone.engine.sync()).phase).toBe('saving');
    await phone.testify({ narrative: 'گواہی, in the evening' });
    await phone.engine.sync();
    expect((await phone.engine.handed())[0]?.state).toBe('readable');
  });

  test('goes at once on Wi-Fi, and once anyway when the person says so', async () => {
    const { phone } = await saver();
    await keepFilm(phone, 9);
    await phone.engine.sync();
    expect(phone.database.table('chunks').size).toBe(3);
    phone.connection = 'other';
    expect((await phone.engine.sync()).phase).toBe('idle');
    phone.connection = 'cellular';
    await keepFilm(phone, 9);
    expect((await phone.engine.sync()).phase).toBe('saving');
    expect((await phone.engine.sendAnyway()).phase).toBe('idle');
    await keepFilm(phone, 1);
    expect((await phone.engine.sync()).phase).toBe('saving');
  });
});

describe('what was spent', () => {
  test('is remembered by a phone that was killed, and nothing goes past it', async () => {
    const { phone, wire } = await saver();
    await phone.engine.setDataBudget(20_000, false);
    phone.kill();
    await phone.engine.unlock(phone.passphrase);
    for (let tries = 0; tries < 20; tries += 1) await phone.engine.sync();
    const before = wire();
    expect(await phone.engine.sync()).toMatchObject({ phase: 'saving' });
    expect(wire()).toBe(before);
    expect(await phone.engine.dataBudget()).toMatchObject({ limitBytes: 20_000, applies: true, isAsked: false });
    expect((await phone.engine.overview()).sync.phase).toBe('saving');
    phone.kill();
    await phone.engine.unlock(phone.passphrase);
    expect((await phone.engine.sync()).phase).toBe('saving');
    await phone.engine.setDataBudget(null, false);
    expect((await phone.engine.sync()).phase).toBe('idle');
    expect(await phone.engine.dataBudget()).toMatchObject({ limitBytes: null, leftBytes: null, applies: false });
  });

  test('keeps what comes small when little is left, on a coordinator\'s phone too', async () => {
    const { relay, phone } = await saver();
    const limits: string[] = [];
    const send = relay.send;
    Object.assign(relay, {
      send: (url: string, init: RequestInit) => {
        const limit = new URL(url).searchParams.get('limit');
        if (limit !== null) limits.push(limit);
        return send(url, init);
      },
    });
    await phone.engine.setDataBudget(60_000, false);
    await phone.engine.sync();
    phone.connection = 'other';
    await phone.engine.sync();
    expect(Number(limits[0])).toBeLessThan(15);
    expect(limits.at(-1)).toBe('500');
  });

  test('counts only where the person says so, if the browser is silent', async () => {
    const { phone } = await saver('unknown');
    expect(await phone.engine.dataBudget()).toMatchObject({ isAsked: true, applies: false, leftBytes: LIMIT });
    await phone.engine.setDataBudget(LIMIT, true);
    await phone.engine.sync();
    const { applies, leftBytes } = await phone.engine.dataBudget();
    expect(applies).toBe(true);
    expect(leftBytes).toBeLessThan(LIMIT);
  });

  test('is what really went and came, and a little more for what frames it', async () => {
    const { phone, wire } = await saver();
    const manifest = await keepFilm(phone, 2);
    const [wireBefore, leftBefore] = [wire(), (await phone.engine.dataBudget()).leftBytes as number];
    await phone.engine.sync();
    const [onWire, counted] = [wire() - wireBefore, leftBefore - ((await phone.engine.dataBudget()).leftBytes as number)];
    expect(counted).toBeGreaterThan(onWire);
    expect(counted).toBeLessThan(onWire * 1.05);
    const leftAfter = (await phone.engine.dataBudget()).leftBytes as number;
    await phone.engine.openFile(manifest);
    expect(leftAfter - ((await phone.engine.dataBudget()).leftBytes as number)).toBeGreaterThan(2 * CHUNK_SIZE);
  });
});
