/** Bytes that somebody spoiled: the phone says to them what the desk says, and never fails in another way. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Bytes, fromHex, hex } from '../../../static/src/format/bytes';
import { isRefusalName } from '../../../static/src/format/refusals';
import { outcomeOf, targets } from './targets';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const TIMES = process.env['GAWAHI_FUZZ_TIMES'] ?? '250';
const RUN = process.env['GAWAHI_FUZZ_RUN'] ?? '2';
/** For all that one test does. */
const PATIENCE_MS = 120_000;
/** A wall clock, on a crowded machine: what is caught is work that grows with what was spoilt, not milliseconds. */
const SLOW_MS = 5_000;

/** What is wrong in two ways may be called by either; whether it is read at all may not differ. */
const LAYOUT = new Set(['malformed', 'not_canonical', 'too_large', 'padding']);
const same = (one: string, other: string): boolean => one === other || (LAYOUT.has(one) && LAYOUT.has(other));

type Told = { readonly [target: string]: readonly (readonly [hex: string, outcome: string])[] };
let told: Told = {};

beforeAll(async () => {
  const run = promisify(execFile);
  const { stdout } = await run(join(ROOT, '.venv/bin/python'), ['-m', 'tests.fuzz.told', TIMES, RUN], { cwd: ROOT, maxBuffer: 1 << 30 });
  told = JSON.parse(stdout);
}, 120_000);

const bytesOf = (text: string): Bytes => fromHex(text) ?? new Uint8Array();

describe('spoilt bytes', () => {
  test.each(Object.keys(targets))('are read as %s alike on the phone and at the desk', async (name) => {
    const target = targets[name];
    if (target === undefined) throw new Error(name);
    const differing: string[] = [];
    for (const [text, outcome] of told[name] ?? []) {
      const began = performance.now();
      const ours = await outcomeOf(target, bytesOf(text));
      if (!same(ours, outcome) || performance.now() - began > SLOW_MS) differing.push(`desk ${outcome}, phone ${ours}: ${text.slice(0, 300)}`);
    }
    expect(differing.slice(0, 6)).toEqual([]);
    expect(told[name]?.some(([, outcome]) => outcome === 'accepted')).toBe(true);
  }, PATIENCE_MS);

  test.each(Object.keys(targets))('of %s are refused by name or written again as they were, whatever is done to them', async (name) => {
    const target = targets[name];
    if (target === undefined) throw new Error(name);
    const whole = (told[name] ?? []).filter(([, outcome]) => outcome === 'accepted').map(([text]) => bytesOf(text));
    const injury = fc.record({ way: fc.constantFrom('flip', 'set', 'cut', 'take', 'repeat'), at: fc.nat(), byte: fc.nat({ max: 255 }), size: fc.integer({ min: 1, max: 64 }) });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...whole), fc.array(injury, { minLength: 1, maxLength: 4 }), async (bytes, injuries) => {
        const spoilt = injuries.reduce(injured, bytes);
        const outcome = await outcomeOf(target, spoilt);
        expect(outcome === 'accepted' || isRefusalName(outcome), `${outcome}: ${hex(spoilt).slice(0, 2_000)}`).toBe(true);
      }),
      { numRuns: 100, seed: Number(RUN) },
    );
  }, PATIENCE_MS);
});

interface Injury {
  readonly way: string;
  readonly at: number;
  readonly byte: number;
  readonly size: number;
}

function injured(data: Bytes, { way, at, byte, size }: Injury): Bytes {
  const place = data.length === 0 ? 0 : at % data.length;
  if (way === 'flip') return data.map((one, i) => (i === place ? one ^ (1 << byte % 8) : one));
  if (way === 'set') return data.map((one, i) => (i === place ? byte : one));
  if (way === 'cut') return data.slice(0, place);
  const [before, piece, after] = [data.slice(0, place), data.slice(place, place + size), data.slice(place + size)];
  return way === 'take' ? new Uint8Array([...before, ...after]) : new Uint8Array([...before, ...piece, ...piece, ...after]);
}
