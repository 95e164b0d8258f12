/** A masked voice has no pitch any more, whoever spoke; what was said keeps its rhythm. */
import { describe, expect, test } from 'vitest';
import { vocoder } from '../../../static/src/media/vocoder';
import { RATE, correlation, envelope, pitchOf, voice } from './voices';

/** As many samples at a time as a browser hands over. */
const QUANTUM = 128;

/** Chance that is the same in every run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

function masked(sound: Float32Array, rate = RATE, seed = 7): Float32Array {
  const mask = vocoder(rate, chance(seed));
  const out = new Float32Array(sound.length);
  for (let at = 0; at < sound.length; at += QUANTUM) mask(sound.subarray(at, at + QUANTUM), out.subarray(at, at + QUANTUM));
  return out;
}

describe('a masked voice', () => {
  test.each([90, 120, 180, 240])('of %i Hz has no pitch that a program finds', (hertz) => {
    const said = voice(hertz, 4);
    const before = pitchOf(said);
    expect(before.voiced).toBeGreaterThan(0.9);
    expect(Math.abs(before.median - hertz)).toBeLessThan(0.08 * hertz);
    const after = pitchOf(masked(said));
    expect(after.voiced).toBeLessThan(0.1);
  });

  test('of a deep and of a high speaker is found at the same pitches, which are those of noise', () => {
    const silence = new Float32Array(RATE * 4).fill(0.2);
    const [deep, high] = [pitchOf(masked(voice(95, 4))), pitchOf(masked(voice(230, 4)))];
    for (const one of [deep, high]) expect(one.voiced).toBeLessThan(0.1);
    expect(pitchOf(masked(silence)).voiced).toBeLessThan(0.3);
  });

  test('keeps the rhythm of what was said, and is as loud', () => {
    const said = voice(120, 4);
    const [before, after] = [envelope(said), envelope(masked(said))];
    // What follows slowly comes late: by some 20 ms.
    const late = after.slice(1);
    expect(correlation(before.slice(0, late.length), late)).toBeGreaterThan(0.6);
    const power = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    expect(power(after) / power(before)).toBeGreaterThan(0.5);
    expect(power(after) / power(before)).toBeLessThan(2);
  });

  test('is silent where nobody speaks, and never a number that a recorder cannot take', () => {
    expect(Math.max(...masked(new Float32Array(RATE)).map(Math.abs))).toBe(0);
    const shouted = masked(new Float32Array(RATE).map((_, at) => (at % 50 === 0 ? 1 : -1)));
    for (const sample of shouted) expect(Math.abs(sample)).toBeLessThanOrEqual(1);
  });

  test('is masked at every rate that a phone may have', () => {
    for (const rate of [8000, 16_000, 44_100, 48_000]) {
      const out = masked(new Float32Array(rate).map((_, at) => Math.sin((2 * Math.PI * 1000 * at) / rate)), rate);
      expect(out.every(Number.isFinite)).toBe(true);
      expect(Math.sqrt(out.reduce((sum, sample) => sum + sample * sample, 0) / rate)).toBeGreaterThan(0.1);
    }
  });
});
