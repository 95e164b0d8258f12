import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { REFUSALS, Refusal, isRefusalName, refusalByCode } from '../../../static/src/format/refusals';

describe('what is refused has one name and one code, on the phone and on the relay', () => {
  test('the two catalogues are equal', () => {
    const python = ['catalogue', 'catalogue_desk'].map((name) => readFileSync(new URL(`../../../server/format/${name}.py`, import.meta.url), 'utf8')).join('');
    const rows = [...python.matchAll(/^\s*\(?\s*"([a-z_]+)",\s*(\d+),\s*\d{3},/gm)].map(([, name, code]) => [name, Number(code)]);
    expect(rows.length).toBeGreaterThan(50);
    expect(Object.entries(REFUSALS)).toEqual(rows);
  });

  test('no code is given twice, and each leads back to its name', () => {
    expect(new Set(Object.values(REFUSALS)).size).toBe(Object.keys(REFUSALS).length);
    for (const [name, code] of Object.entries(REFUSALS)) expect(refusalByCode(code)).toBe(name);
    expect(refusalByCode(0)).toBeNull();
    expect(isRefusalName('toString')).toBe(false);
  });

  test('a refusal keeps what caused it', () => {
    const cause = new TypeError('inside');
    const refusal = new Refusal('damaged', 'AES-GCM', cause);
    expect([refusal.name, refusal.code, refusal.detail, refusal.cause]).toEqual(['damaged', 47, 'AES-GCM', cause]);
  });
});
