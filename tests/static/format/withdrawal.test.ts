/** Taking consent back: the phone reads, checks and draws numbers as the desk does. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import cases from '../../format/withdrawal.json';
import { drawNumber, markOf, readNumber } from '../../../static/src/format/withdrawal';
import { brand } from '../../../static/src/format/bytes';

test.each(cases.read)('%j is a number', (typed, read) => {
  expect(readNumber(typed ?? '')).toBe(read);
});

test.each(cases.refused)('%j is none', (typed) => {
  expect(() => readNumber(typed)).toThrow('withdrawal_number');
});

test.each(cases.marks)('the mark of %s', (number, mark) => {
  expect(markOf(number ?? '')).toBe(mark);
});

describe('a drawn number', () => {
  test('is one that is read, whatever is drawn', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 5, maxLength: 5 }), (bytes) => {
        const draws = [bytes, new Uint8Array(5)];
        const number = drawNumber(() => brand(draws.shift() ?? new Uint8Array(5)));
        expect(readNumber(number)).toBe(number);
      }),
    );
  });

  test('is drawn again where the bytes would favour some numbers', () => {
    const draws = [new Uint8Array(5).fill(255), Uint8Array.of(0, 0, 0, 0, 7)];
    expect(drawNumber(() => brand(draws.shift() ?? new Uint8Array(5)))).toBe('000000000777');
  });
});
