import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isAlike, jaroWinkler, likeness, marks, skeleton, transcription } from '../../../static/src/format/spelling';

interface Cases {
  readonly pairs: readonly (readonly [string, string])[];
  readonly words: readonly { readonly word: string; readonly transcription: string; readonly skeleton: string }[];
  readonly likeness: readonly { readonly one: string; readonly other: string; readonly is: number }[];
  readonly jaro_winkler: readonly { readonly one: string; readonly other: string; readonly is: number }[];
  readonly marks: readonly { readonly text: string; readonly values: readonly string[]; readonly spans: readonly (readonly [number, number])[] }[];
}
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by us, judged by the Python side
const CASES = JSON.parse(readFileSync(new URL('../../format/spelling.json', import.meta.url), 'utf8')) as Cases;

describe('a name across scripts', () => {
  it.each(CASES.words)('$word has the skeleton that the desk finds', ({ word, transcription: plain, skeleton: bones }) => {
    expect([transcription(word), skeleton(word)]).toEqual([plain, bones]);
  });

  it('is measured as the desk measures it', () => {
    for (const { one, other, is } of CASES.jaro_winkler) expect(jaroWinkler(one, other)).toBeCloseTo(is, 8);
    for (const { one, other, is } of CASES.likeness) expect(likeness(one, other)).toBeCloseTo(is, 8);
    for (const [latin, arabic] of CASES.pairs) if (!arabic.includes(' ')) expect(isAlike(latin, arabic)).toBe(true);
  });

  it.each(CASES.marks)('is marked in "$text"', ({ text, values, spans }) => {
    expect(marks(text, values).map(({ start, end }) => [start, end])).toEqual(spans);
  });
});
