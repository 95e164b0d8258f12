import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../static/src/capture/evaluate';
import type { Expression } from '../../../static/src/capture/form';
import { FUNCTIONS } from '../../../static/src/capture/functions';
import { giveMore } from '../../../static/src/capture/more';
import type { ExpressionValue } from '../../../static/src/capture/values';

giveMore();

const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  none: [],
  empty: [''],
  one: ['5'],
  many: ['2', '3', ''],
  date: ['2011-09-20'],
  effects: ['fear work'],
  said: ['گواہی e\u0301 🕯'],
};

function run(expression: Expression, own = ''): ExpressionValue {
  return evaluate(expression, { read: (name) => ANSWERS[name] ?? [], own, position: 3, today: '2026-11-22' });
}
const r = (name: string): Expression => ({ r: name });
const s = (text: string): Expression => ({ s: text });

describe('answers are compared as XLSForm says', () => {
  const cases: readonly (readonly [string, Expression, ExpressionValue])[] = [
    ['an unanswered question equals the empty text', ['=', r('none'), s('')], true],
    ['a number is compared as a number', ['=', r('one'), 5], true],
    ['an unanswered number is neither smaller nor larger', ['or', ['<', r('empty'), 1], ['>=', r('empty'), 1]], false],
    ['one of several is enough', ['=', r('many'), s('3')], true],
    ['dates are compared as days', ['<', r('date'), ['today']], true],
    ['a day may be counted on', ['=', ['-', ['date', s('2011-09-21')], 0], ['+', ['number', r('date')], 1]], true],
    ['an effect is found among several', ['selected', r('effects'), s('work')], true],
    ['half a word is not an effect', ['selected', r('effects'), s('wor')], false],
    ['not and or work together', ['not', ['and', ['true'], ['or', ['false'], ['false']]]], true],
    ['if chooses', ['if', ['=', r('one'), 5], s('a'), s('b')], 'a'],
    ['the second half of "and" is not needed when the first is false', ['and', ['false'], ['no-such-function']], false],
    ['sums leave the unanswered out', ['sum', r('many')], 5],
    ['the unanswered are counted as questions and not as answers', ['concat', ['count', r('many')], ['count-non-empty', r('many')]], '32'],
    ['the place of a member is known', ['concat', s('V'), ['position']], 'V3'],
    ['letters are counted as people see them, beyond the first plane too', ['string-length', s('🕯ab')], 3],
    ['own is the answer itself', ['regex', { dot: 1 }, s('^[A-Z]{2}[0-9]{2}$')], true],
    ['arithmetic binds as written in the tree', ['mod', ['div', 20, 2], 4], 2],
    ['rounding', ['round', 2.345, 2], 2.35],
    ['the rest of a text', ['substring-after', s('S1: list'), s(': ')], 'list'],
    ['a checklist is long enough', ['checklist', 1, -1, ['true'], ['false']], true],
  ];
  test.each(cases)('%s', (_, expression, expected) => {
    expect(run(expression, 'QA01')).toEqual(expected);
  });

  test('words in Urdu, combining marks and an emoji pass through unchanged', () => {
    expect(run(['concat', r('said')])).toBe('گواہی e\u0301 🕯');
    expect(run(['=', r('said'), s('گواہی e\u0301 🕯')])).toBe(true);
    expect(run(['=', r('said'), s('گواہی \u00e9 🕯')])).toBe(false);
  });

  test('a column is read from the choice that is being filtered', () => {
    const choice = { v: 'PK_BA_MAS', l: { en: 'Mastung', ur: 'مستونگ' }, x: { admin1: 'PK_BA' } };
    const scope = { read: () => ['PK_BA'], own: '', position: 1, today: '2026-11-22', choice };
    expect(evaluate(['=', { col: 'admin1' }, r('e_admin1')], scope)).toBe(true);
    expect(evaluate({ col: 'name' }, scope)).toBe('PK_BA_MAS');
  });

  test('a function that this app does not know is an error and not an empty answer', () => {
    expect(() => run(['pulldata', s('x')])).toThrow(/pulldata/);
  });
});

test('the phone runs exactly the functions that the compiler lets through', () => {
  const source = readFileSync(new URL('../../../server/forms/functions.py', import.meta.url), 'utf8');
  const compiled = [...source.matchAll(/^ {4}"([a-z0-9:-]+)": \(\d/gm)].map((match) => match[1]);
  const elsewhere = ['format-date', 'format-date-time', 'if', 'indexed-repeat', 'jr:choice-name', 'now', 'position', 'random', 'today', 'uuid'];
  expect([...Object.keys(FUNCTIONS), ...elsewhere].sort()).toEqual(compiled.sort());
});
