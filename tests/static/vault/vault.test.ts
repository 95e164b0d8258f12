/** The small files that are overwritten in place, and what a passphrase is worth. */
import { describe, expect, test } from 'vitest';
import { concat, u32, u8 } from '../../../static/src/format/bytes';
import { aeadOpen, aeadSeal } from '../../../static/src/seal/primitives';
import { measureCost } from '../../../static/src/vault/cost';
import { DYING_FILE, DyingFile, type Lane, type Own, overwriteDyingFile } from '../../../static/src/vault/dying';
import { Locker } from '../../../static/src/vault/locker';
import { withFile } from '../../../static/src/vault/place';
import { suggestPassphrase } from '../../../static/src/vault/passphrase';
import { strengthOf } from '../../../static/src/vault/strength';
import { KEY_FILE, hasVault, keepKeyFile, newVault, openVault, overwriteKeyFile } from '../../../static/src/vault/vault';
import { MemoryFiles } from '../fakes/files';
import { random } from '../fakes/phone';

const COST = { memoryKib: 19 * 1024, passes: 2 };
const own = (dying: Uint8Array<ArrayBuffer>, lane: Lane = 0, alone = false): Own => ({ dying, lane, alone });
const id = (number: number): Uint8Array<ArrayBuffer> => new Uint8Array(16).fill(number);

describe('a place for files', () => {
  // What every implementation keeps to; the one of the browser runs in the journeys, because Node has none.
  test('keeps what was written, gives exactly what was asked for, and lets one hold a file at a time', async () => {
    const files = new MemoryFiles();
    expect(await files.sizeOf('a')).toBeNull();
    await withFile(files, 'a', (file) => file.write(2, Uint8Array.of(7, 8)));
    expect(await files.sizeOf('a')).toBe(4);
    const held = await files.hold('a');
    expect([...held.read(0, 4)]).toEqual([0, 0, 7, 8]);
    expect(() => held.read(3, 2)).toThrow(RangeError);
    await expect(files.hold('a')).rejects.toMatchObject({ name: 'open_elsewhere' });
    held.close();
    await files.remove('a');
    expect(await files.sizeOf('a')).toBeNull();
  });
});

describe('the vault', () => {
  test('opens with its passphrase alone, gives the same keys again, and is gone when its file is overwritten', async () => {
    const files = new MemoryFiles();
    expect(await hasVault(files)).toBe(false);
    const { file, keys } = await newVault('گواہی گواہی گواہی', COST, random);
    await keepKeyFile(files, file);
    expect(file).toHaveLength(398);
    const row = await keys.archive.seal('changes', 'one', { text: 'کہا 🕯️' });
    const again = await openVault(files, 'گواہی گواہی گواہی', random);
    expect(await again.archive.open('changes', 'one', row)).toEqual({ text: 'کہا 🕯️' });
    for (const locker of [again.device, again.index]) await expect(locker.open('changes', 'one', row)).rejects.toMatchObject({ name: 'damaged' });
    await expect(openVault(files, 'گواہی', random)).rejects.toMatchObject({ name: 'wrong_passphrase' });
    await overwriteKeyFile(files, random);
    expect(await hasVault(files)).toBe(false);
  });

  test('a key file that was cut short or changed in its head is called damaged, and nothing is deleted', async () => {
    const files = new MemoryFiles();
    const { file } = await newVault('a passphrase of words', COST, random);
    for (const broken of [file.slice(0, 397), Uint8Array.of(0, ...file.slice(1)), file.map((byte, at) => (at === 5 ? 0xff : byte))]) {
      files.contents.set(KEY_FILE, broken);
      await expect(openVault(files, 'a passphrase of words', random)).rejects.toMatchObject({ name: 'key_file_damaged' });
      expect(files.contents.get(KEY_FILE)).toEqual(broken);
    }
  });

  test('a row moved to another place, or of another key, does not open', async () => {
    const locker = new Locker(random(32), random);
    const row = await locker.seal('changes', 'one', 1);
    for (const [table, name] of [['changes', 'two'], ['drafts', 'one']] as const) {
      await expect(locker.open(table, name, row)).rejects.toMatchObject({ name: 'damaged' });
    }
  });
});

describe('the dying file', () => {
  test('keeps keys over a restart, replaces them in place, and forgets them for ever', async () => {
    const files = new MemoryFiles();
    const key = random(32);
    const dying = await DyingFile.open(files, own(key), random);
    const secrets = [random(32), random(32)] as const;
    await dying.keep({ id: id(1), secret: secrets[0] });
    await dying.keep({ id: id(2), secret: secrets[1] });
    const before = files.contents.get(DYING_FILE)?.slice() ?? new Uint8Array();
    await dying.keep({ id: id(1), secret: secrets[1] });
    const after = files.contents.get(DYING_FILE)?.slice() ?? new Uint8Array();
    // Exactly one slot changed, and the old key's bytes are nowhere any more.
    const slots = Array.from({ length: before.length / 92 }, (_, slot) => slot).filter((slot) => before.slice(slot * 92, slot * 92 + 92).join() !== after.slice(slot * 92, slot * 92 + 92).join());
    expect(slots).toEqual([0]);
    dying.forget(id(2));
    dying.close();
    const again = await DyingFile.open(files, own(key), random);
    expect(again.keys).toEqual([{ id: id(1), secret: secrets[1] }]);
    again.close();
    await overwriteDyingFile(files, random);
    const gone = await DyingFile.open(files, own(key), random);
    expect(gone.keys).toEqual([]);
    expect(files.contents.get(DYING_FILE)).toHaveLength(before.length);
    gone.close();
  });

  test('overwrites the chain keys that an earlier version kept in it, and keeps its draft keys', async () => {
    const files = new MemoryFiles();
    const key = random(32);
    const dying = await DyingFile.open(files, own(key), random);
    await dying.keep({ id: id(1), secret: random(32) });
    dying.close();
    const chain = concat(u8(2), id(9), u32(3), random(32), new Uint8Array(11));
    const nonce = random(12);
    const slot = concat(nonce, await aeadSeal(key, nonce, chain, u32(5)));
    await withFile(files, DYING_FILE, (file) => file.write(5 * 92, slot));
    const after = await DyingFile.open(files, own(key), random);
    expect(after.keys.map((one) => [...one.id])).toEqual([[...id(1)]]);
    after.close();
    const left = (files.contents.get(DYING_FILE) ?? new Uint8Array()).slice(5 * 92, 6 * 92);
    expect(left).toHaveLength(92);
    expect(left).not.toEqual(slot);
    await expect(aeadOpen(key, left.subarray(0, 12), left.subarray(12), u32(5))).rejects.toMatchObject({ name: 'damaged' });
  });

  test('does not tell how many keys it has, and grows when it is full', async () => {
    const files = new MemoryFiles();
    const dying = await DyingFile.open(files, own(random(32)), random);
    await dying.keep({ id: id(0), secret: random(32) });
    const size = await files.sizeOf(DYING_FILE);
    for (let number = 1; number < 32; number += 1) await dying.keep({ id: id(number), secret: random(32) });
    expect(await files.sizeOf(DYING_FILE)).toBe(size);
    await dying.keep({ id: id(32), secret: random(32) });
    expect(await files.sizeOf(DYING_FILE)).toBe(2 * (size ?? 0));
    expect(dying.keys).toHaveLength(33);
    dying.close();
  });

  test('is held by one engine at a time', async () => {
    const files = new MemoryFiles();
    await DyingFile.open(files, own(random(32)), random);
    await expect(DyingFile.open(files, own(random(32)), random)).rejects.toMatchObject({ name: 'open_elsewhere' });
  });
});

describe('a passphrase', () => {
  test('that is suggested has six words of the list, drawn evenly, and is good enough', () => {
    expect(suggestPassphrase((size) => new Uint8Array(size))).toBe(Array.from({ length: 6 }, () => 'abandon').join(' '));
    expect(suggestPassphrase((size) => new Uint8Array(size).fill(0xff))).toBe(Array.from({ length: 6 }, () => 'zoo').join(' '));
    const suggested = suggestPassphrase(random);
    expect(suggested).toMatch(/^[a-z]+( [a-z]+){5}$/);
    expect(strengthOf(suggested)).toMatchObject({ level: 'strong', why: null });
  });

  test.each([
    ['', 'short'],
    ['d8Kq2!mZ', 'short'],
    ['password1234', 'common'],
    ['P@ssw0rd Passw0rd', 'few_words'],
    ['aaaaaaaaaaaaaaaaaaaaaaaa', 'repeats'],
    ['gawahi gawahi gawahi gawahi', 'repeats'],
    ['abcdefghijklmnopq', 'pattern'],
    ['zxcvbnm,./asdfghjkl', 'pattern'],
    ['correct horse battery staple', 'common'],
    ['correct horse battery', 'few_words'],
    ['بسم اللہ الرحمن الرحیم', 'few_words'],
    ['پاکستان زندہ باد', 'few_words'],
    ['گواہی', 'common'],
  ] as const)('%j is refused, and the reason is said: %s', (passphrase, why) => {
    expect(strengthOf(passphrase)).toMatchObject({ level: 'weak', why });
  });

  test.each(['Pakistan Zindabad 1947', '03001234567890', '15081947 14081947', '۱۲۳۴۵۶۷۸۹۰۱۲۳'])('%j is refused', (passphrase) => {
    expect(strengthOf(passphrase).level).toBe('weak');
  });

  test.each(['the river was cold that year', 'دریا اس سال بہت ٹھنڈا تھا', 'd8Kq2!mZpw93xTvv', 'laterne am fluss bei nacht', 'صبح سویرے کبوتر چراغ کے پیچھے پتھر'])('%j may be used', (passphrase) => {
    expect(strengthOf(passphrase).level).not.toBe('weak');
  });

  test('that fills the field with nonsense is judged before anybody has to wait', () => {
    const start = performance.now();
    strengthOf('ab1!'.repeat(2_500));
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe('the cost of a guess', () => {
  const measure = (millisecondsPerPass: number, largestKib = 65_536): Promise<{ memoryKib: number; passes: number }> => {
    let clock = 0;
    const run = ({ memoryKib, passes }: { memoryKib: number; passes: number }): Promise<void> => {
      if (memoryKib > largestKib) return Promise.reject(new RangeError('out of memory'));
      clock += passes * millisecondsPerPass;
      return Promise.resolve();
    };
    return measureCost(run, () => clock);
  };

  test.each([
    [100, 6],
    [375, 4],
    [700, 2],
    [5_000, 2],
  ])('a device that needs %d ms a pass makes %d passes', async (milliseconds, passes) => {
    expect(await measure(milliseconds)).toEqual({ memoryKib: 65_536, passes });
  });

  test('a device that cannot give 64 MiB gives 32, and one that gives neither is told so', async () => {
    expect(await measure(500, 40_000)).toEqual({ memoryKib: 32_768, passes: 3 });
    await expect(measure(500, 1_000)).rejects.toThrow(RangeError);
  });
});
