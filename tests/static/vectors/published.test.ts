import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judgePublished } from './published';

const FOLDER = new URL('../../vectors/published/', import.meta.url);
/** How many cases of each file concern us: a file that is cut or not understood would otherwise pass by having none. */
const CASES: Readonly<Record<string, number>> = {
  'argon2id.json': 8,
  'hpke-pq.json': 1,
  'wycheproof_aes_gcm.json': 66,
  'wycheproof_ed25519.json': 151,
  'wycheproof_hkdf_sha256.json': 86,
  'wycheproof_mlkem_768.json': 33,
  'wycheproof_mlkem_768_encaps.json': 35,
  'wycheproof_x25519.json': 518,
  'xwing.json': 3,
};

describe('the libraries that seal testimonies agree with what others published', () => {
  test('every file is there', () => {
    expect(readdirSync(FOLDER)).toEqual(expect.arrayContaining(Object.keys(CASES)));
  });

  test.each(Object.entries(CASES))('%s', { timeout: 120_000 }, async (name, count) => {
    const verdicts = await judgePublished(name, readFileSync(new URL(name, FOLDER), 'utf8'));
    expect(verdicts.filter(({ ok }) => !ok)).toEqual([]);
    expect(verdicts).toHaveLength(count);
  });
});
