import { encode as libraryEncode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, equal, hex, utf8 } from '../../../static/src/format/bytes';
import { type Canonical, decode, encode } from '../../../static/src/format/canonical';
import { refusalOf } from './refused';

const TESTIMONIES = ['گواہی', 'دریا کے پاس چار سپاہی', '\u{FEFF}pasted from an editor', 'e\u{301} stays apart from é', '👩🏽‍🦱 🕊️', ''];
/** Three levels of anything that may be said, which stays below the limit of eight. */
const { value } = fc.letrec<{ value: Canonical }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.constantFrom(...TESTIMONIES),
    fc.string({ unit: 'grapheme' }),
    fc.uint8Array({ maxLength: 40 }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 30 }), tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

describe('a testimony has one byte form', () => {
  test('what is written is read again, byte for byte', () => {
    fc.assert(
      fc.property(value, (said) => {
        const bytes = encode(said);
        expect(hex(encode(decode(bytes)))).toBe(hex(bytes));
      }),
    );
  });

  test('a library that knows nothing of us writes the same bytes', () => {
    fc.assert(
      fc.property(value, (said) => {
        expect(hex(encode(said))).toBe(hex(libraryEncode(said)));
      }),
    );
  });

  test.each(TESTIMONIES)('"%s" comes back exactly as it was written', (text) => {
    expect(decode(encode(text))).toBe(text);
    expect(decode(encode({ [`${text} key`]: [text] }))).toEqual({ [`${text} key`]: [text] });
  });

  test('a key that JavaScript gives a meaning is a key like others', () => {
    const map = JSON.parse('{"__proto__": "said", "constructor": 1, "10": 2, "9": 3}');
    expect(hex(encode(decode(encode(map))))).toBe(hex(encode(map)));
    expect(Object.getOwnPropertyDescriptor(decode(encode(map)), '__proto__')?.value).toBe('said');
  });

  test('half a character is refused and never replaced', () => {
    expect(refusalOf(() => encode('a\u{D800}'))).toBe('malformed');
    expect(refusalOf(() => encode({ ['\u{DC00}']: 1 }))).toBe('malformed');
  });

  test('what is no value of ours is not written', () => {
    for (const wrong of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 53)]) expect(refusalOf(() => encode(wrong))).toBe('malformed');
    const deep = (levels: number): Canonical => (levels === 0 ? [] : [deep(levels - 1)]);
    expect(refusalOf(() => encode(deep(7)))).toBe('accepted');
    expect(refusalOf(() => encode(deep(8)))).toBe('too_large');
    expect(refusalOf(() => encode('four', 4))).toBe('too_large');
  });
});

describe('bytes that somebody harmed are refused by name', () => {
  test('cut short, drawn out or with other bits: never read as something else that is written alike', () => {
    fc.assert(
      fc.property(value, fc.nat(), fc.nat({ max: 7 }), (said, place, bit) => {
        const bytes = encode(said);
        expect(refusalOf(() => decode(bytes.subarray(0, place % bytes.length)))).toBe('malformed');
        expect(refusalOf(() => decode(concat(bytes, Uint8Array.of(place % 256))))).toBe('malformed');
        const flipped = bytes.map((byte, i) => (i === place % bytes.length ? byte ^ (1 << bit) : byte));
        const outcome = refusalOf(() => decode(flipped));
        expect(['accepted', 'malformed', 'not_canonical', 'too_large']).toContain(outcome);
        if (outcome === 'accepted') expect(equal(encode(decode(flipped)), flipped)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('a head that promises a billion elements costs nothing', () => {
    expect(refusalOf(() => decode(Uint8Array.of(0x9a, 0x40, 0, 0, 0)))).toBe('malformed');
    expect(refusalOf(() => decode(new Uint8Array(1 << 20).fill(0x81)))).toBe('too_large');
    expect(refusalOf(() => decode(new Uint8Array((1 << 20) + 1)))).toBe('too_large');
    expect(refusalOf(() => decode(utf8('a')))).toBe('malformed');
  });
});
