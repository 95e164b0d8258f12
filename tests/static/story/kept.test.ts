/** How long a documenter's phone can open what it handed over: as the team's policy says, and no clock and no copy of the disk makes it longer. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Testimony } from '../../../static/src/journey';
import type { Rules } from '../../../static/src/journey/governing';
import type { Sealing } from '../../../static/src/journey/own';
import type { SealedRow } from '../../../static/src/store/store';
import { DyingFile } from '../../../static/src/vault/dying';
import { Locker } from '../../../static/src/vault/locker';
import { openVault } from '../../../static/src/vault/vault';
import { Phone, joinBy, random } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

const DAY = 86_400_000;
const SAID = 'the man with the grey scarf گواہی 🕯️';
const NAME = 'Sakina Bibi کینری';

interface Pair {
  readonly bilal: Phone;
  readonly amina: Phone;
  /** Amina's testimony, sealed and not yet sent. */
  readonly record: string;
}

async function pair(sealing: Sealing): Promise<Pair> {
  const relay = await FakeRelay.start();
  const [bilal, amina] = [new Phone(relay), new Phone(relay)];
  await bilal.engine.found('Quetta', 'Bilal', bilal.passphrase, null, sealing);
  await joinBy(bilal, amina, 'Amina', ['documenter']);
  amina.offline = true;
  const { record } = await amina.testify({ e_what: SAID, n_killed: 3 }, { s_name: NAME });
  return { bilal, amina, record };
}

/** Bilal's device pulls, opens and acknowledges; Amina's hears of it. */
async function arrive({ bilal, amina }: Pair): Promise<void> {
  amina.offline = false;
  await amina.engine.sync();
  await bilal.engine.sync();
  await amina.engine.sync();
}

const said = (testimony: Testimony | null, field: string): unknown => testimony?.paths.find(({ path }) => path[0] === field)?.values[0]?.x;

async function isOpen({ amina, record }: Pair): Promise<boolean> {
  const { testimony, open } = await amina.engine.ownTestimony(record);
  expect(said(testimony, 'e_what')).toBe(open === null ? null : SAID);
  return open !== null;
}

/** Whether any key that the passphrase opens still opens what was kept, on this disk or in any row that it ever held. */
async function canBeOpened(phone: Phone): Promise<boolean> {
  phone.kill();
  const keys = await openVault(phone.files, phone.passphrase, random);
  const dying = await DyingFile.open(phone.files, keys, random);
  const lockers = [keys.device, keys.archive, keys.index, ...dying.keys.map(({ secret }) => new Locker(secret, random))];
  dying.close();
  const rows = phone.database.everWritten.filter(({ table }) => table === 'kept');
  const tried = await Promise.allSettled(rows.flatMap(({ key, row }) => lockers.map((locker) => locker.open('kept', key, row as SealedRow))));
  await phone.engine.unlock(phone.passphrase);
  return tried.some(({ status }) => status === 'fulfilled');
}

describe('a phone that forgets when it is done', () => {
  let both: Pair;
  beforeEach(async () => {
    both = await pair({ when: 'atDone' });
  });

  test('knows which questions were answered and no answer, and nothing on its disk knows more', async () => {
    expect(await isOpen(both)).toBe(false);
    const { testimony } = await both.amina.engine.ownTestimony(both.record);
    expect(testimony?.paths.map(({ path, values }) => [path[0], values[0]?.x])).toEqual([['e_what', null], ['n_killed', null]]);
    expect(both.amina.database.everWritten.filter(({ table }) => table === 'kept')).toEqual([]);
  });

  test('corrects an answer without being shown it, and the correction names what it replaces', async () => {
    const { amina, bilal, record } = both;
    await amina.reopen();
    const { testimony } = await amina.engine.ownTestimony(record);
    const shown = testimony?.paths.find(({ path }) => path[0] === 'n_killed')?.values.map(({ valueId }) => valueId) ?? [];
    await amina.engine.correct(record, [{ path: ['n_killed'], x: 21, sawValueIds: shown }, { path: ['e_place'], x: 'Mastung', sawValueIds: [] }]);
    await arrive(both);
    const read = await bilal.engine.testimony(record);
    expect(read.paths.map(({ path, state, values }) => [path[0], state, values.map(({ x }) => x)])).toEqual([
      ['e_what', 'settled', [SAID]],
      ['e_place', 'settled', ['Mastung']],
      ['n_killed', 'settled', [21]],
    ]);
    expect(read.history.at(-1)?.ops[0]?.replaced.map(({ x }) => x)).toEqual([3]);
    expect(await amina.engine.handed()).toMatchObject([{ state: 'readable' }]);
    // A second one follows the first.
    const again = (await amina.engine.ownTestimony(record)).testimony?.paths.find(({ path }) => path[0] === 'n_killed')?.values.map(({ valueId }) => valueId) ?? [];
    expect(again).not.toEqual(shown);
    await amina.engine.correct(record, [{ path: ['n_killed'], x: 22, sawValueIds: again }]);
    expect(await amina.engine.handed()).toMatchObject([{ state: 'sealed' }]);
    await arrive(both);
    expect((await bilal.engine.testimony(record)).paths.find(({ path }) => path[0] === 'n_killed')?.values.map(({ x }) => x)).toEqual([22]);
  });

  test('refuses a correction of what it did not say, which everybody would wait for in vain', async () => {
    const { amina, record } = both;
    const value = (await amina.engine.ownTestimony(record)).testimony?.paths[0]?.values[0]?.valueId ?? '';
    const refused = async (path: string, seen: string): Promise<void> =>
      expect(amina.engine.correct(record, [{ path: [path], x: 'x', sawValueIds: [seen] }])).rejects.toMatchObject({ name: 'not_found' });
    await refused('e_what', 'ab'.repeat(32));
    await refused('e_place', value);
    await expect(amina.engine.correct(record, [{ path: ['r_cap'], x: 'x', sawValueIds: [] }])).rejects.toMatchObject({ name: 'author_not_member' });
    await expect(amina.engine.correct('cd'.repeat(16), [])).rejects.toMatchObject({ name: 'not_found' });
  });
});

describe('a phone that forgets on delivery', () => {
  let both: Pair;
  beforeEach(async () => {
    both = await pair({ when: 'onDelivery' });
  });

  test('opens what it sealed until the relay proved that it has it and a coordinator can read it, and then forgets by itself', async () => {
    const { amina, bilal } = both;
    expect(await isOpen(both)).toBe(true);
    await amina.reopen();
    amina.offline = false;
    await amina.engine.sync();
    expect(await amina.engine.handed()).toMatchObject([{ state: 'delivered' }]);
    expect(await isOpen(both), 'delivered is not yet readable').toBe(true);
    expect(await canBeOpened(amina)).toBe(true);
    await bilal.engine.sync();
    await amina.engine.sync();
    expect(await isOpen(both)).toBe(false);
    expect(await canBeOpened(amina), 'the key is gone, whatever the disk still holds').toBe(false);
  });

  test('keeps no name for a moment', async () => {
    const { amina, record } = both;
    const { testimony } = await amina.engine.ownTestimony(record);
    expect(JSON.stringify(testimony)).not.toContain(NAME);
    expect(testimony?.paths.map(({ path }) => path[0])).toEqual(['e_what', 'n_killed']);
  });

  test('waits for its correction too', async () => {
    const { amina, bilal, record } = both;
    const { testimony } = await amina.engine.ownTestimony(record);
    const seen = testimony?.paths.find(({ path }) => path[0] === 'n_killed')?.values.map(({ valueId }) => valueId) ?? [];
    amina.offline = false;
    await amina.engine.sync();
    await bilal.engine.sync();
    amina.offline = true;
    await amina.engine.correct(record, [{ path: ['n_killed'], x: 21, sawValueIds: seen }]);
    amina.offline = false;
    await amina.engine.sync();
    expect(await isOpen(both)).toBe(true);
    expect(said((await amina.engine.ownTestimony(record)).testimony, 'n_killed')).toBe(21);
    await arrive(both);
    expect(await isOpen(both)).toBe(false);
  });

  test('forgets at once when the person wants it, and nothing that was sealed is lost', async () => {
    const { amina, bilal, record } = both;
    await amina.engine.forgetOwn(record);
    expect(await amina.engine.ownTestimony(record)).toMatchObject({ testimony: null, open: null });
    expect(await canBeOpened(amina)).toBe(false);
    await arrive(both);
    expect(said(await bilal.engine.testimony(record), 'e_what')).toBe(SAID);
  });

  test('the key dies before the row, and a key without its row is forgotten at the next unlocking', async () => {
    const { amina, record } = both;
    amina.kill();
    amina.database.table('kept').delete(record);
    expect(await canBeOpened(amina), 'the old row is still on the disk').toBe(true);
    await amina.reopen();
    expect(await canBeOpened(amina)).toBe(false);
  });
});

describe('a phone that keeps for three days', () => {
  let both: Pair;
  beforeEach(async () => {
    both = await pair({ when: 'kept', days: 3 });
  });

  async function look(moved: number): Promise<boolean> {
    both.amina.clock += moved;
    await both.amina.reopen();
    return isOpen(both);
  }

  test('says until when, and forgets then', async () => {
    await arrive(both);
    expect(await look(2 * DAY)).toBe(true);
    const { open } = await both.amina.engine.ownTestimony(both.record);
    expect(Math.abs((open?.until ?? 0) - both.amina.clock - DAY)).toBeLessThan(3_600_000);
    expect(await look(DAY + 1)).toBe(false);
    expect(await canBeOpened(both.amina)).toBe(false);
  });

  test('a clock that is set back does not keep it for ever', async () => {
    await arrive(both);
    expect(await look(2 * DAY)).toBe(true);
    expect(await look(-300 * DAY)).toBe(true);
    expect(await look(DAY + 1)).toBe(false);
  });

  test('a clock that is set forward destroys nothing that nobody else can read', async () => {
    expect(await look(4_000 * DAY)).toBe(true);
    const { amina } = both;
    amina.offline = false;
    await amina.engine.sync();
    expect(await look(4_000 * DAY), 'delivered, and not yet readable').toBe(true);
    await arrive(both);
    expect(await isOpen(both)).toBe(false);
  });

  test('a roster entry that was signed later proves that the days went by, whatever this clock says', async () => {
    const { bilal, amina } = both;
    await arrive(both);
    expect(await look(0)).toBe(true);
    bilal.clock += 4 * DAY;
    await joinBy(bilal, new Phone(bilal.relay), 'Zahra', ['documenter']);
    await amina.engine.sync();
    expect(await isOpen(both)).toBe(false);
  });
});

describe('a policy that the team changes', () => {
  async function rule({ bilal, amina }: Pair, seal: Rules['seal'], keptDays: number): Promise<void> {
    const { rules } = await bilal.engine.govern('readers');
    expect(await bilal.engine.govern('changeRules', { ...rules, seal, keptDays })).toBe('done');
    amina.offline = false;
    await amina.engine.sync();
  }

  test('is followed by every phone at its next exchange where it is stricter', async () => {
    const both = await pair({ when: 'kept', days: 30 });
    await rule(both, 'kept', 3);
    expect(await isOpen(both)).toBe(true);
    expect((await both.amina.engine.overview()).sealing).toEqual({ when: 'kept', days: 3 });
    await rule(both, 'at_done', 0);
    expect(await isOpen(both)).toBe(false);
    expect(await canBeOpened(both.amina)).toBe(false);
  });

  test('prolongs nothing that was sealed before where it is looser', async () => {
    const both = await pair({ when: 'onDelivery' });
    await rule(both, 'kept', 30);
    expect(await isOpen(both)).toBe(true);
    await arrive(both);
    expect(await isOpen(both)).toBe(false);
  });
});
