import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judge } from './judge';
import type { VectorFile } from './plain';

const FOLDER = new URL('../../vectors/', import.meta.url);
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

describe('phone and desk read every shared vector alike', () => {
  test.each(names)('%s', async (name) => {
    const file: VectorFile = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
    const verdicts = await judge([file]);
    expect(verdicts.length).toBeGreaterThan(0);
    expect(verdicts.filter(({ ok }) => !ok)).toEqual([]);
  });
});
