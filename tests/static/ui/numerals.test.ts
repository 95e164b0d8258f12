import { describe, expect, it } from 'vitest';
import { inDigits, locales } from '../../../static/src/ui/numerals';
import { say } from '../../../static/src/ui/say';
import { typedInteger } from '../../../static/src/ui/capture/typed';

describe('digits by choice', () => {
  it('are Latin unless the reader chose those of the language', () => {
    expect(inDigits('2011', 'fa-AF', 'latin')).toBe('2011');
    expect(inDigits('2011', 'fa-AF', 'own')).toBe('۲۰۱۱');
    expect(inDigits('2011', 'ar', 'own')).toBe('٢٠١١');
    expect(inDigits('2011', 'en', 'own')).toBe('2011');
  });

  it('never change a code that is compared sign by sign', () => {
    const catalogue = { part: 'بخش {n} از 24، {code}' };
    expect(say(catalogue, 'fa-AF', 'part', { n: 3, code: 'QA-17' }, 'own')).toBe('بخش ۳ از ۲۴، \u2068QA-17\u2069');
  });

  it('can be typed in any script', () => {
    for (const typed of ['26', '۲۶', '٢٦']) expect(typedInteger(typed)).toBe(26);
  });

  it('are asked of the browser in a language that it knows', () => {
    expect(new Intl.NumberFormat(locales('bal', 'own')).format(26)).toBe('۲۶');
    expect(new Intl.DateTimeFormat(locales('fa-AF', 'latin'), { dateStyle: 'short', timeZone: 'UTC' }).format(0)).toContain('1970');
  });
});

describe('plurals', () => {
  it('are those of the language, and English ones where it has none of its own', () => {
    const catalogue = { x_one: 'شهادة', x_two: 'شهادتان', x_few: '{n} شهادات', x_other: '{n} شهادة' };
    expect([1, 2, 3, 11].map((n) => say(catalogue, 'ar', 'x', { n }))).toEqual(['شهادة', 'شهادتان', '3 شهادات', '11 شهادة']);
    expect(say({ x_one: 'one', x_other: '{n} things' }, 'ar', 'x', { n: 2 })).toBe('2 things');
  });
});
