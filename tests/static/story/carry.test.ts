/** The blind courier: Amina has no signal, Zahra drives to the city. What she carries she cannot read, and nothing is said to be sent that is not proven. */
import { beforeEach, describe, expect, test } from 'vitest';
import { type Bytes, brand, fromHex } from '../../../static/src/format/bytes';
import { type Bundle, type CarriedLetter, type Lot, decodeBundle, encodeLetters, encodeReceipts } from '../../../static/src/format/bundle';
import { checkpointMessage, checkpointText, parseCheckpoint } from '../../../static/src/format/checkpoint';
import { signingKey } from '../../../static/src/seal/signing';
import type { HandedState } from '../../../static/src/journey/own';
import { type Crew, type Phone, crew, random } from '../fakes/phone';
import { FakeRelay } from '../fakes/relay';

let people: Crew;
let tag: string;
beforeEach(async () => {
  people = await crew(await FakeRelay.start());
  tag = [...people.relay.teams.keys()][0] as string;
  people.amina.offline = true;
});

const teamTag = () => brand<never>(fromHex(tag) as Bytes);
const states = async (phone: Phone): Promise<readonly HandedState[]> => (await phone.engine.handed()).map(({ state }) => state);
const lettersIn = (file: Bytes): readonly CarriedLetter[] => (decodeBundle(file, teamTag()) as Extract<Bundle, { do: 'deliver' }>).items;
const lotsIn = (file: Bytes): readonly Lot[] => (decodeBundle(file, teamTag()) as Extract<Bundle, { do: 'receipts' }>).lots;

/** Amina says something and gives her letters to Zahra. */
async function handOver(says: readonly string[] = ['by the gate']): Promise<Bytes> {
  for (const narrative of says) await people.amina.testify({ narrative });
  return (await people.amina.engine.writeLetters()).bytes;
}
/** The courier takes a file, reaches the relay, and writes the receipts for it. */
async function carried(file: Bytes, courier = people.zahra): Promise<Bytes> {
  await courier.engine.takeFile(file);
  await courier.engine.sync();
  const { files } = await courier.engine.carrying();
  return (await courier.engine.writeReceipts(files[0]?.id as string)).bytes;
}

describe('what Amina gives to Zahra', () => {
  test('stays "on this phone" until the receipts are back, is readable in the city before, and counts as nothing of Zahra\'s', async () => {
    const { amina, zahra, bilal } = people;
    const file = await handOver(['by the gate', 'گواہی at the bridge']);
    expect(await states(amina)).toEqual(['sealed', 'sealed']);
    const { sync: _before, ...before } = await zahra.engine.overview();
    expect(await zahra.engine.takeFile(file)).toEqual({ kind: 'letters', taken: 4, forOthers: 0, refused: {}, isKnown: false });
    expect(await zahra.engine.overview()).toMatchObject(before);
    expect((await zahra.engine.sync()).total).toBe(0);
    expect(await zahra.engine.handed()).toEqual([]);
    await bilal.engine.sync();
    expect((await bilal.engine.overview()).queue).toMatchObject({ records: 2, quarantined: 0, waiting: 0 });
    const { files } = await zahra.engine.carrying();
    expect(files).toMatchObject([{ letters: 4, delivered: 4, isWritten: false }]);
    const { bytes, name } = await zahra.engine.writeReceipts(files[0]?.id as string);
    expect(name).toMatch(/^[0-9a-f]{8}\.bin$/);
    expect(await states(amina)).toEqual(['sealed', 'sealed']);
    expect(await amina.engine.takeFile(bytes)).toEqual({ kind: 'receipts', taken: 4, forOthers: 0, refused: {}, isKnown: false });
    expect(await states(amina)).toEqual(['delivered', 'delivered']);
    expect(await zahra.database.table('carried').size).toBe(0);
    amina.offline = false;
    await amina.engine.sync();
    expect(await states(amina)).toEqual(['readable', 'readable']);
    expect(await amina.engine.carrying()).toMatchObject({ waiting: 0 });
  });

  test('is remembered with its day and nothing finer, and is there as long as nothing is proven', async () => {
    const { amina } = people;
    await handOver();
    const { waiting, writtenOn } = await amina.engine.carrying();
    expect(waiting).toBe(2);
    expect((writtenOn as number) % 86_400_000).toBe(0);
    expect((await amina.engine.writeLetters()).letters).toBe(2);
    await expect(people.bilal.engine.writeLetters()).rejects.toMatchObject({ name: 'not_found' });
  });

  test('is delivered without receipts too, if Amina reaches the relay first; what comes by hand later is nothing new', async () => {
    const { amina } = people;
    const receipts = await carried(await handOver());
    amina.offline = false;
    await amina.engine.sync();
    expect(await states(amina)).not.toContain('sealed');
    expect(await amina.engine.takeFile(receipts)).toMatchObject({ taken: 0, refused: {}, isKnown: true });
  });

  test('passes through several hands, and so do its receipts', async () => {
    const { amina, zahra, coordinator } = people;
    zahra.offline = true;
    await zahra.testify({ narrative: 'Zahra\'s own' });
    await zahra.engine.takeFile(await handOver());
    const both = (await zahra.engine.writeLetters()).bytes;
    expect(lettersIn(both)).toHaveLength(4);
    const back = await carried(both, coordinator);
    expect(await zahra.engine.takeFile(back)).toMatchObject({ taken: 2, forOthers: 1 });
    expect(await states(zahra)).toEqual(['delivered']);
    const [file] = (await zahra.engine.carrying()).files;
    expect(file).toMatchObject({ letters: 2, delivered: 2 });
    expect(await amina.engine.takeFile((await zahra.engine.writeReceipts(file?.id as string)).bytes)).toMatchObject({ taken: 2 });
    expect(await states(amina)).toEqual(['delivered']);
    await coordinator.engine.sync();
    expect((await coordinator.engine.overview()).queue).toMatchObject({ records: 2, waiting: 0, quarantined: 0 });
  });

  test('survives the death of the courier\'s phone at every step', async () => {
    const { zahra, relay } = people;
    const file = await handOver();
    await zahra.engine.takeFile(file);
    zahra.kill();
    await zahra.engine.unlock(zahra.passphrase);
    relay.afterPush = () => {
      relay.away = true;
    };
    expect((await zahra.engine.sync()).phase).toBe('offline');
    relay.afterPush = () => undefined;
    relay.away = false;
    await zahra.reopen();
    expect((await zahra.engine.carrying()).files).toMatchObject([{ letters: 2, delivered: 2 }]);
    expect(new Set(relay.items(tag).map(({ id }) => id)).size).toBe(relay.items(tag).length);
  });
});

describe('a courier who is not honest', () => {
  test('and drops a letter leaves that testimony on the phone, and only that', async () => {
    const { amina } = people;
    const letters = lettersIn(await handOver(['one', 'two']));
    const receipts = await carried(encodeLetters(teamTag(), letters.slice(0, 3)));
    expect(await amina.engine.takeFile(receipts)).toMatchObject({ taken: 3 });
    expect([...(await states(amina))].toSorted()).toEqual(['delivered', 'sealed']);
  });

  test.each<[string, (letter: CarriedLetter) => CarriedLetter]>([
    ['changes a byte of each', ({ kind, body }: CarriedLetter) => ({ kind, body: Uint8Array.from([...body.slice(0, -1), (body.at(-1) as number) ^ 1]), mailbox: null })],
    ['gives each to another mailbox', ({ kind, body }: CarriedLetter) => ({ kind, body, mailbox: new Uint8Array(16).fill(7) })],
  ])('and %s proves nothing by it', async (_what, alter) => {
    const { amina } = people;
    const letters = lettersIn(await handOver());
    const receipts = await carried(encodeLetters(teamTag(), letters.map(alter)));
    expect(await amina.engine.takeFile(receipts)).toMatchObject({ taken: 0 });
    expect(await states(amina)).toEqual(['sealed']);
    expect((await amina.engine.carrying()).waiting).toBe(2);
  });

  test('and forges receipts with a key of his own, or for letters that he burned, is believed in nothing', async () => {
    const { amina, relay } = people;
    const file = await handOver(['one', 'two']);
    const letters = lettersIn(file);
    const [lot] = lotsIn(await carried(encodeLetters(teamTag(), letters.slice(0, 2)))) as readonly [Lot];
    const health = (await (await relay.send('http://relay/api/v1/health', {})).json()) as { relay_pk: string };
    const { size, root } = parseCheckpoint({ teamTag: teamTag(), epoch: lot.epoch, relayPk: fromHex(health.relay_pk) as Bytes }, lot.checkpoint);
    const key = await signingKey(random(32));
    const name = { teamTag: teamTag(), epoch: lot.epoch, relayPk: key.publicKey };
    const forged = checkpointText(name, { size, root }, await key.sign(checkpointMessage(name, { size, root })));
    const burned = brand<never>(random(32));
    for (const wrong of [
      { ...lot, checkpoint: forged },
      { ...lot, items: [...lot.items, [burned, size, 1] as const] },
      { ...lot, items: lot.items.map(([, number, rosters]) => [burned, number, rosters] as const) },
      { ...lot, items: lot.items.map(([id, number, rosters]) => [id, number + 1, rosters] as const) },
      { ...lot, proof: lot.proof.slice(1) },
    ]) {
      const taken = await amina.engine.takeFile(encodeReceipts(teamTag(), [wrong]));
      expect(taken).toMatchObject({ taken: 0, refused: { receipt_wrong: 1 } });
    }
    expect(await states(amina)).toEqual(['sealed', 'sealed']);
    // A good lot behind a wrong one counts all the same.
    expect(await amina.engine.takeFile(encodeReceipts(teamTag(), [{ ...lot, checkpoint: forged }, lot]))).toMatchObject({ taken: 2, refused: { receipt_wrong: 1 } });
    expect([...(await states(amina))].toSorted()).toEqual(['delivered', 'sealed']);
  });
});

describe('a file', () => {
  test('that is taken twice is carried once, and its receipts deliver once', async () => {
    const { amina, zahra } = people;
    const file = await handOver();
    const receipts = await carried(file);
    expect(await zahra.engine.takeFile(file)).toMatchObject({ taken: 0, isKnown: true });
    expect((await zahra.engine.carrying()).files).toHaveLength(1);
    expect(await amina.engine.takeFile(receipts)).toMatchObject({ taken: 2, isKnown: false });
    expect(await amina.engine.takeFile(receipts)).toMatchObject({ taken: 0, isKnown: true });
  });

  test('of another team, cut short or made up is refused by name, and nothing of it is kept', async () => {
    const { zahra } = people;
    const other = await crew(await FakeRelay.start());
    other.amina.offline = true;
    await other.amina.testify({ narrative: 'theirs' });
    const theirs = (await other.amina.engine.writeLetters()).bytes;
    const ours = await handOver();
    const later = ours.slice();
    later[4] = 2;
    const wrong = [[theirs, 'wrong_team'], [ours.slice(0, -1), 'malformed'], [random(100), 'malformed'], [later, 'unknown_suite'], [new Uint8Array((32 << 20) + 1), 'too_large']] as const;
    for (const [bytes, name] of wrong) await expect(zahra.engine.takeFile(bytes)).rejects.toMatchObject({ name });
    expect((await zahra.engine.carrying()).files).toEqual([]);
    expect(zahra.database.table('carried').size).toBe(0);
  });

  test('with one letter of another team in it is taken without that letter', async () => {
    const { zahra } = people;
    const letters = lettersIn(await handOver());
    const foreign = (letters[0] as CarriedLetter).body.slice();
    foreign.fill(9, 5, 30);
    const mixed = encodeLetters(teamTag(), [{ ...(letters[0] as CarriedLetter), body: foreign }, ...letters]);
    expect(await zahra.engine.takeFile(mixed)).toMatchObject({ taken: 2, refused: { wrong_team: 1 } });
  });

  test('can be forgotten, and then nothing of it lies there any more', async () => {
    const { zahra } = people;
    await zahra.engine.takeFile(await handOver());
    const [file] = (await zahra.engine.carrying()).files;
    await zahra.engine.forgetFile(file?.id as string);
    expect([zahra.database.table('carried').size, zahra.database.table('bundles').size]).toEqual([0, 0]);
  });
});

describe('a relay', () => {
  test('that does not prove what it was given by a courier gets it again, and no receipt comes of it', async () => {
    const { zahra, relay } = people;
    await zahra.engine.takeFile(await handOver());
    relay.lie = (call, honest) => (call === 'push' ? { ...honest, proof: [...(honest['proof'] as Bytes[]), random(32)] } : honest);
    expect(await zahra.engine.sync()).toMatchObject({ phase: 'refused', refusal: 'receipt_wrong' });
    const [file] = (await zahra.engine.carrying()).files;
    expect(file).toMatchObject({ delivered: 0 });
    await expect(zahra.engine.writeReceipts(file?.id as string)).rejects.toMatchObject({ name: 'not_found' });
    relay.lie = null;
    await zahra.engine.sync();
    expect((await zahra.engine.carrying()).files).toMatchObject([{ delivered: 2 }]);
  });

  test('that was restored from a backup gets it again from the courier, and Amina believes only the history that she knows', async () => {
    const { amina, zahra, relay } = people;
    const before = relay.items(tag).length;
    const file = await handOver();
    await zahra.engine.takeFile(file);
    await zahra.engine.sync();
    relay.restore(tag, before);
    await zahra.engine.sync();
    const [once] = (await zahra.engine.carrying()).files;
    expect(once).toMatchObject({ letters: 2, delivered: 2 });
    expect(relay.items(tag).map(({ id }) => id)).toEqual(expect.arrayContaining([...zahra.database.table('bundles').values()].flatMap((row) => (row as { itemIds: string[] }).itemIds)));
    const { bytes } = await zahra.engine.writeReceipts(once?.id as string);
    expect(await amina.engine.takeFile(bytes)).toMatchObject({ taken: 0, refused: { epoch_changed: 1 } });
    expect(await states(amina)).toEqual(['sealed']);
    amina.offline = false;
    await amina.engine.sync();
    expect(await states(amina)).not.toContain('sealed');
  });

  test('gives receipts for hundreds of letters in several lots, also when it had them all', async () => {
    const { amina, zahra, coordinator } = people;
    const letters = lettersIn(await handOver());
    const [first] = letters as readonly [CarriedLetter];
    const many = Array.from({ length: 230 }, (_, index) => ({ ...first, body: Uint8Array.from([...first.body, index]) }));
    const file = encodeLetters(teamTag(), [...letters, ...many]);
    for (const courier of [zahra, coordinator]) {
      const lots = lotsIn(await carried(file, courier));
      expect(lots.map(({ items }) => items.length)).toEqual([100, 100, 32]);
      if (courier === coordinator) expect(new Set(lots.map(({ checkpoint }) => checkpoint)).size).toBe(1);
      expect((await courier.engine.carrying()).files[0]).toMatchObject({ letters: 232, delivered: 232 });
    }
    expect(await amina.engine.takeFile(await coordinator.engine.writeReceipts((await coordinator.engine.carrying()).files[0]?.id as string).then(({ bytes }) => bytes))).toMatchObject({ taken: 2 });
  });
});
