import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isPreviewOf, readK, smallestGroup, spokenBytes, withLevel } from '../../../static/src/ui/publish/asking';
import { LADDERS, ladderName, levelName } from '../../../static/src/ui/publish/ladders';

const desk: unknown = JSON.parse(readFileSync(new URL('../../../server/forms/ladders.json', import.meta.url), 'utf8'));

test('the screen knows every ladder and level of the desk by the same name', () => {
  const known = Object.fromEntries(Object.entries(LADDERS).map(([name, ladder]) => [name, ladder.levels.map((level) => level.desk)]));
  const levels = Object.fromEntries(Object.entries(desk as Record<string, { readonly levels: readonly string[] }>).map(([name, ladder]) => [name, ladder.levels]));
  expect(known).toEqual(levels);
});

test('a ladder that the screen does not know is shown by the desk’s own name, not hidden', () => {
  expect(ladderName('tribe', 'ur')).toBe('tribe');
  expect(levelName('tribe', 1, 'clan', 'ur', 'left out')).toBe('clan');
  expect(levelName('place', 4, '*', 'en', 'left out')).toBe('left out');
});

test('a smallest group that protects nobody cannot be asked for', () => {
  for (const typed of ['', '0', '1', '-5', '2.5', 'five', '9999']) expect(readK(typed, 'partner')).toBeNull();
  expect(readK('5', 'partner')).toBe(5);
  for (const purpose of ['statistics', 'public_anon'] as const) {
    expect(readK('10', purpose)).toBeNull();
    expect(readK('11', purpose)).toBe(11);
  }
});

test('a preview of another question does not allow an export', () => {
  const request = { purpose: 'un', k: 5, levels: { place: 2, date: 4 } } as const;
  expect(isPreviewOf(request, null)).toBe(false);
  expect(isPreviewOf(request, { ...request, levels: { date: 4, place: 2 } })).toBe(true);
  expect(isPreviewOf(request, { ...request, k: 4 })).toBe(false);
  expect(isPreviewOf(request, { ...request, purpose: 'partner' })).toBe(false);
  expect(isPreviewOf(request, { ...request, levels: {} })).toBe(false);
});

test('a level set by hand can be given back to the desk', () => {
  expect(withLevel(withLevel({ place: 1 }, 'date', 4), 'date', null)).toEqual({ place: 1 });
});

test('the smallest group is that of all tables joined, and without rows there is none', () => {
  const table = (name: string, rows: number, smallestClass: number) => ({ name, rows, smallestClass, classes: 1 });
  const risk = { uniqueBefore: 3, smallestClass: 4, prosecutor: 0.25, journalist: 0.2, marketer: 0.1, over: [] };
  const limits = { k: 4, highestRisk: 0.25, globalRisk: 0.2 };
  const counts = { considered: 9, exported: 8, withheldByConsent: 1, disputedValues: 1, waiting: 0 };
  const report = { allowed: true, refusal: null, ...counts, limits, risk, worst: [], proposals: [], withdrawn: [], levels: {}, files: [], folder: null };
  expect(smallestGroup({ ...report, tables: [table('records', 12, 6), table('victim', 10, 5), table('act', 0, 0)] })).toBe(4);
  expect(smallestGroup({ ...report, tables: [] })).toBeNull();
});

test('sizes are said in the reader’s language', () => {
  expect(spokenBytes(2_345, 'en')).toBe('2.3 kB');
  expect(spokenBytes(12, 'en')).toBe('12 byte');
  expect(spokenBytes(3_200_000, 'ur')).toContain('3.2');
});
