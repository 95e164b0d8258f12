import { describe, expect, test } from 'vitest';
import { concat, hex, isZero, utf8 } from '../../../static/src/format/bytes';
import { KEY_FILE_SIZE, SlotKind } from '../../../static/src/format/keyfile';
import { Device, seedsOf } from '../../../static/src/seal/device';
import { newKeyFile, openKeyFile } from '../../../static/src/seal/keyfile';
import { aeadOpen, aeadSeal, hpkeOpen, hpkeSeal, kemPrivateKey } from '../../../static/src/seal/primitives';
import { hasNativeEd25519, nobleKey, nobleVerify, signingKey, verify } from '../../../static/src/seal/signing';
import { exchangeKey, hasNativeX25519, nobleExchangeKey } from '../../../static/src/seal/x25519';
import { kemPublicKey } from '../../../static/src/seal/xwing';
import { flipped, seeded } from './team';

/** The cheapest that is allowed, because tests pay it too. */
const COST = { memoryKib: 19 * 1024, passes: 2 };
const PASSPHRASE = 'گواہی دریا کبوتر ستارہ é ﬁ';
const vaultKey = seeded('vault')(32);
const decoyKey = seeded('decoy')(32);

describe('the key file', () => {
  test('opens by its passphrase, however the keyboard composes it', async () => {
    const file = await newKeyFile([{ kind: SlotKind.keeps, passphrase: PASSPHRASE, vaultKey }], COST, seeded('file'));
    expect(file).toHaveLength(KEY_FILE_SIZE);
    for (const typed of [PASSPHRASE, PASSPHRASE.normalize('NFD'), PASSPHRASE.replace('ﬁ', 'fi')]) {
      expect(await openKeyFile(file, typed)).toMatchObject({ kind: SlotKind.keeps, vaultKey });
    }
    for (const typed of ['', `${PASSPHRASE} `, 'کبوتر']) await expect(openKeyFile(file, typed)).rejects.toMatchObject({ name: 'wrong_passphrase' });
  });

  test('may have a second passphrase, and looks the same', async () => {
    const entrances = [
      { kind: SlotKind.keeps, passphrase: PASSPHRASE, vaultKey },
      { kind: SlotKind.overwrites, passphrase: 'what I am made to say', vaultKey: decoyKey },
    ];
    const file = await newKeyFile(entrances, COST, seeded('two'));
    expect(await openKeyFile(file, 'what I am made to say')).toMatchObject({ kind: SlotKind.overwrites, vaultKey: decoyKey });
    expect(await openKeyFile(file, PASSPHRASE)).toMatchObject({ kind: SlotKind.keeps, vaultKey });
    for (let slot = 0; slot < 4; slot += 1) expect(isZero(file.slice(30 + 92 * slot, 122 + 92 * slot))).toBe(false);
  });

  test('is refused by name when it was harmed, before a high price is paid', async () => {
    const file = await newKeyFile([{ kind: SlotKind.keeps, passphrase: PASSPHRASE, vaultKey }], COST, seeded('harm'));
    const refused = async (harmed: Uint8Array, name: string): Promise<void> => expect(openKeyFile(harmed, PASSPHRASE)).rejects.toMatchObject({ name });
    await refused(file.slice(0, -1), 'malformed');
    await refused(concat(file, new Uint8Array(1)), 'malformed');
    await refused(flipped(file, 5, 7), 'too_large');
    await refused(flipped(file, 12, 6), 'too_large');
    await refused(flipped(file, 16), 'wrong_passphrase');
    await expect(newKeyFile([], { memoryKib: 1024, passes: 2 }, seeded('cheap'))).rejects.toMatchObject({ name: 'malformed' });
  });
});

describe('a device', () => {
  test('comes back from its root as the same one', async () => {
    const root = seeded('device')(32);
    const [one, again] = [await Device.fromSeeds(await seedsOf(root)), await Device.fromSeeds(await seedsOf(root))];
    expect([hex(one.id), hex(one.signPk), hex(one.kemPk)]).toEqual([hex(again.id), hex(again.signPk), hex(again.kemPk)]);
    expect(hex(await again.open(await hpkeSeal(one.kemPk, utf8('گواہی'), utf8('info')), utf8('info')))).toBe(hex(utf8('گواہی')));
  });

  test('signs alike whether the browser can or the library must', async () => {
    const seed = seeded('sign')(32);
    const [one, other] = [await signingKey(seed), await nobleKey(seed)];
    const message = utf8('گواہی 🕊️');
    const signature = await one.sign(message);
    expect(await hasNativeEd25519()).toBe(true);
    expect([hex(other.publicKey), hex(await other.sign(message))]).toEqual([hex(one.publicKey), hex(signature)]);
    for (const [key, sig, said] of [[flipped(one.publicKey, 1), signature, message], [one.publicKey, flipped(signature, 40), message], [one.publicKey, signature, utf8('x')]] as const) {
      expect([await verify(key, sig, said), await nobleVerify(key, sig, said)]).toEqual([false, false]);
    }
    expect(await verify(one.publicKey, signature, message)).toBe(true);
    expect(await verify(one.publicKey.slice(1), signature, message)).toBe(false);
  });
});

describe('a shared secret', () => {
  test('is the same whether the browser agrees on it or the library must, and never one of zeros', async () => {
    const makers = [exchangeKey, nobleExchangeKey];
    expect(await hasNativeX25519()).toBe(true);
    const other = await exchangeKey(seeded('theirs')(32));
    const secrets = new Set<string>([hex(await other.agree((await exchangeKey(seeded('ours')(32))).publicKey))]);
    for (const make of makers) {
      const key = await make(seeded('ours')(32));
      secrets.add(hex(await key.agree(other.publicKey)));
      await expect(key.agree(new Uint8Array(32))).rejects.toThrow();
    }
    expect(secrets.size).toBe(1);
  });
});

describe('a box', () => {
  const info = utf8('gawahi/v1/test\0');

  test('opens for its owner, in its place, and for nobody else', async () => {
    const seed = seeded('kem')(32);
    const [key, stranger] = [await kemPrivateKey(seed), await kemPrivateKey(seeded('other')(32))];
    const box = await hpkeSeal(await kemPublicKey(seed), utf8('گواہی'), info);
    expect(box).toHaveLength(1136 + utf8('گواہی').length);
    expect(hex(await hpkeOpen(key, box, info))).toBe(hex(utf8('گواہی')));
    const wrong = [[stranger, box, info], [key, box, utf8('else')], [key, flipped(box, 3), info], [key, box.slice(0, 1135), info]] as const;
    for (const [who, what, where] of wrong) await expect(hpkeOpen(who, what, where)).rejects.toMatchObject({ name: 'damaged' });
    await expect(hpkeSeal(new Uint8Array(1216).fill(0xff), utf8('x'), info)).rejects.toMatchObject({ name: 'malformed' });
    await expect(hpkeSeal(new Uint8Array(3), utf8('x'), info)).rejects.toMatchObject({ name: 'malformed' });
  });

  test('under AES-GCM opens with its key, nonce and place only', async () => {
    const [key, nonce] = [seeded('key')(32), seeded('nonce')(12)];
    const box = await aeadSeal(key, nonce, utf8('گواہی'), info);
    expect(hex(await aeadOpen(key, nonce, box, info))).toBe(hex(utf8('گواہی')));
    for (const [k, n, b, a] of [[flipped(key, 0), nonce, box, info], [key, flipped(nonce, 0), box, info], [key, nonce, flipped(box, 0), info], [key, nonce, box, nonce], [key, nonce, box.slice(0, 9), info]] as const) {
      await expect(aeadOpen(k, n, b, a)).rejects.toMatchObject({ name: 'damaged' });
    }
  });
});
