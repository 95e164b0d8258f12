/** Two coordinators on the real relay, each at their own screen: what one seals or settles is on the other's within two seconds, by itself. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Phone, joinBy } from '../fakes/phone';
import type { FakeRelay } from '../fakes/relay';
import { ServedRelay } from '../fakes/served';

const TWO_SECONDS = 2_000;
interface Room {
  readonly served: ServedRelay;
  readonly bilal: Phone;
  readonly sana: Phone;
  readonly amina: Phone;
  readonly asked: { readonly path: string; readonly by: string }[];
}

/** Phones whose clocks run, on the real relay. */
async function room(withHub: boolean): Promise<Room> {
  const served = await ServedRelay.start();
  if (withHub) await served.startHub();
  const asked: Room['asked'] = [];
  const phoneOf = (by: string): Phone => {
    const send = (url: string, init: RequestInit): Promise<Response> => {
      asked.push({ path: new URL(url).pathname.split('/').slice(5).join('/'), by });
      return served.send(url, init);
    };
    const phone = new Phone({ send } as unknown as FakeRelay);
    phone.later = (milliseconds, work) => {
      const timer = setTimeout(work, milliseconds);
      return () => clearTimeout(timer);
    };
    return phone;
  };
  const [bilal, sana, amina] = [phoneOf('Bilal'), phoneOf('Sana'), phoneOf('Amina')];
  await bilal.engine.found('Quetta', 'Bilal', bilal.passphrase, null);
  await joinBy(bilal, sana, 'Sana', ['coordinator']);
  await joinBy(bilal, amina, 'Amina', ['documenter']);
  for (const phone of [bilal, sana, amina]) await phone.engine.attend(true);
  return { served, bilal, sana, amina, asked };
}

async function secondsUntil(isThere: () => Promise<boolean>): Promise<number> {
  const begin = performance.now();
  while (!(await isThere())) {
    if (performance.now() - begin > 10 * TWO_SECONDS) throw new Error('it never came');
    await new Promise((done) => setTimeout(done, 20));
  }
  return performance.now() - begin;
}

describe.each([['without', 'head'], ['with', 'watch']] as const)('on a relay %s a hub, what one coordinator does (by %s)', (hub, call) => {
  let here: Room;
  beforeAll(async () => {
    here = await room(hub === 'with');
  }, 60_000);
  afterAll(async () => {
    for (const phone of [here.bilal, here.sana, here.amina]) phone.engine.close();
    await here.served.stop();
  });

  test('is on the screen of the other within two seconds, eight times in a row', async () => {
    const { bilal, sana } = here;
    const { record } = await bilal.testify({ e_title: 'At the gate' });
    await secondsUntil(async () => (await sana.engine.queue()).length === 1);
    const taken: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const [from, to] = round % 2 === 0 ? [bilal, sana] : [sana, bilal];
      const sees = async (phone: Phone) => (await phone.engine.testimony(record)).paths[0]?.values[0];
      const saw = await sees(from);
      await from.engine.edit(record, [{ path: ['e_title'], x: `At the gate, ${round}`, sawValueIds: [saw?.valueId as string] }]);
      taken.push(await secondsUntil(async () => (await sees(to))?.x === `At the gate, ${round}`));
    }
    console.info(`live by ${call}: ${taken.map(Math.round).toSorted((one, other) => one - other).join(', ')} ms`);
    expect(Math.max(...taken)).toBeLessThan(TWO_SECONDS);
  }, 60_000);

  test('is never asked for by a documenter\'s phone, and no more by a coordinator\'s that nobody looks at', async () => {
    const { asked, bilal, sana } = here;
    const calls = (): readonly { path: string; by: string }[] => asked.filter(({ path }) => path === 'head' || path === 'watch');
    expect(calls().some(({ path }) => path === call)).toBe(true);
    expect(hub === 'with' && calls().some(({ path }) => path === 'head')).toBe(false);
    expect(calls().some(({ by }) => by === 'Amina')).toBe(false);
    for (const phone of [bilal, sana]) await phone.engine.attend(false);
    const before = calls().length;
    await new Promise((done) => setTimeout(done, TWO_SECONDS));
    expect(calls()).toHaveLength(before);
  });
});
