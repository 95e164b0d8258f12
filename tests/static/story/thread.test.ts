/** The thin thread: a team, a testimony, a coordinator who reads it. */
import { describe, expect, test } from 'vitest';
import { Phone, crew } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

describe('a testimony travels', () => {
  test('a founder records, seals, and finds the testimony in the queue', async () => {
    const phone = new Phone(await FakeRelay.start());
    await phone.engine.found('Quetta', 'Bilal', phone.passphrase, null);
    const handed = await phone.testify({ e_title: 'The bus at Mastung 🕯️', narrative: 'گواہی' }, { s_name: 'Nobody' });
    expect(handed.state).toBe('sealed');
    expect((await phone.engine.sync()).phase).toBe('idle');
    expect((await phone.engine.handed())[0]?.state).toBe('readable');
    const [entry] = await phone.engine.queue();
    expect(entry).toMatchObject({ pseudonym: handed.pseudonym, title: 'The bus at Mastung 🕯️', hasIdentity: true, conflicts: 0 });
    const testimony = await phone.engine.testimony(handed.record);
    expect(testimony.paths.find(({ path }) => path[0] === 'narrative')?.values[0]?.x).toBe('گواہی');
    expect(phone.reported).toEqual([]);
  });

  test('what Amina records offline is sealed, then delivered, then readable, and never said to be more than it is', async () => {
    const { relay, bilal, amina } = await crew(await FakeRelay.start());
    relay.away = true;
    const { record } = await amina.testify({ e_title: 'Offline' });
    expect((await amina.engine.sync()).phase).toBe('offline');
    expect((await amina.engine.handed())[0]?.state).toBe('sealed');
    relay.away = false;
    await amina.engine.sync();
    expect((await amina.engine.handed())[0]?.state).toBe('delivered');
    await bilal.engine.sync();
    expect((await bilal.engine.testimony(record)).paths[0]?.values[0]?.authors[0]?.label).toBe('Amina');
    await amina.engine.sync();
    expect((await amina.engine.handed())[0]?.state).toBe('readable');
    expect([...bilal.reported, ...amina.reported]).toEqual([]);
  });
});
