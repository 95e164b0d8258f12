/** A phone that comes back into the net, or into somebody's hand, tries soon, and not in the same moment as all others of the place. */
import { describe, expect, test } from 'vitest';
import { Phone } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

async function founder(): Promise<{ phone: Phone; relay: FakeRelay; waits: { pause: number; work: () => void }[] }> {
  const relay = await FakeRelay.start();
  const phone = new Phone(relay);
  await phone.engine.found('Quetta', 'Bilal', phone.passphrase, null);
  const waits: { pause: number; work: () => void }[] = [];
  phone.later = (pause, work) => {
    waits.push({ pause, work });
    return () => undefined;
  };
  return { phone, relay, waits };
}

describe('a phone with something to send', () => {
  test.each([['comes back into the net', (phone: Phone) => phone.engine.comeBack()], ['is looked at again', (phone: Phone) => phone.engine.attend(true)]])(
    'that %s sends it within two seconds, by itself', async (_what, back) => {
      const { phone, relay, waits } = await founder();
      relay.away = true;
      await phone.testify({ narrative: 'said in the hills' });
      await phone.engine.sync();
      expect((await phone.engine.handed())[0]?.state).toBe('sealed');
      relay.away = false;
      waits.length = 0;
      await back(phone);
      const [first] = waits.filter(({ pause }) => pause <= 2_000);
      const before = relay.asked.push;
      first?.work();
      // Nobody asks for an exchange here.
      for (let tries = 0; (await phone.engine.handed())[0]?.state === 'sealed' && tries < 200; tries += 1) await new Promise((done) => setTimeout(done, 5));
      expect(relay.asked.push).toBeGreaterThan(before);
      expect((await phone.engine.handed())[0]?.state).toBe('readable');
    },
  );

  test('waits another while than the phone beside it', async () => {
    const { phone, waits } = await founder();
    for (let times = 0; times < 60; times += 1) phone.engine.comeBack();
    const pauses = waits.map(({ pause }) => pause);
    expect(new Set(pauses).size).toBeGreaterThan(10);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(2_000);
  });
});
