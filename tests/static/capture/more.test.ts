import { beforeAll, describe, expect, it } from 'vitest';
import { NOTHING, setAnswer, type Answers } from '../../../static/src/capture/answers';
import { newAnswers } from '../../../static/src/capture/edit';
import { settled } from '../../../static/src/capture/settled';
import type { Moment } from '../../../static/src/capture/evaluate';
import { readForm, type Expression, type FormNode } from '../../../static/src/capture/form';
import { giveMore } from '../../../static/src/capture/more';
import { sealFields } from '../../../static/src/capture/seal';
import { Tree, walk } from '../../../static/src/capture/tree';

const TODAY = '2026-11-25';
const MOMENT: Moment = { now: '2026-11-25T10:30:00.000+05:00', language: 'ur', chance: 0.25, uuid: 'one' };
const PLACE = { cls: 'safe', cmp: 'testimony' } as const;
const r = (name: string): Expression => ({ r: name });
const s = (text: string): Expression => ({ s: text });

function form(...q: readonly Partial<FormNode>[]) {
  const towns = [
    { v: 'mastung', l: { en: 'Mastung', ur: 'مستونگ' }, x: { size: '4' } },
    { v: 'quetta', l: { en: 'Quetta', ur: 'کوئٹہ' }, x: { size: '9' } },
  ];
  return readForm({ id: 'f', version: '1', title: { en: 'f', ur: 'f' }, lists: { towns }, q });
}

let count = 0;
const random = (): Uint8Array => new Uint8Array(12).fill((count += 1));

/** What a calculation comes to beside some answers. */
function worked(calc: Expression, fields: Answers['fields'] = {}): string {
  const asked = ['a', 'town'].map((n) => ({ n, t: n === 'town' ? 'select_one' : 'text', ...(n === 'town' && { list: 'towns' }), ...PLACE }) as const);
  const tree = new Tree(form(...asked, { n: 'it', t: 'calculate', calc, ...PLACE }), { ...NOTHING, fields }, TODAY, MOMENT);
  const item = walk(tree.items).find(({ node }) => node.n === 'it');
  return item === undefined ? 'not there' : tree.textOf(item);
}

beforeAll(giveMore);

describe('a form from outside', () => {
  const cases: readonly (readonly [string, Expression, string])[] = [
    ['is told what a choice says in the language of the reader', ['jr:choice-name', r('town'), s('town')], 'کوئٹہ'],
    ['looks a column up in a list', ['item', s('towns'), ['=', { col: 'name' }, r('town')], s('size')], '9'],
    ['looks a label up', ['item', s('towns'), ['=', { col: 'size' }, s('4')], s('label')], 'مستونگ'],
    ['finds nothing where no choice fits', ['item', s('towns'), ['=', { col: 'name' }, s('lahore')], s('size')], ''],
    ['counts choices that fit', ['count', ['item', s('towns'), ['>', { col: 'size' }, 1], s('name')]], '2'],
    ['writes a date as its pattern says', ['format-date', r('a'), s('%d/%m/%Y %e %n %y')], '05/03/2011 5 3 11'],
    ['writes the hour as the clock on the wall had it', ['format-date-time', ['now'], s('%H:%M %S')], '10:30 00'],
    ['writes nothing of what is no date', ['format-date', r('town'), s('%Y')], ''],
    ['counts days in parts', ['decimal-date-time', s('1970-01-02T12:00:00+00:00')], '1.5'],
    ['knows where a moment was told', ['decimal-date-time', s('1970-01-01T05:00:00+05:00')], '0'],
    ['knows the part of a day', ['decimal-time', s('06:00')], '0.25'],
    ['cuts texts between letters and not between halves of one', ['substring', s('🕯گواہی'), 1, 2], '🕯گ'],
    ['writes long fractions without an exponent', ['div', 1, 10_000_000], '0.0000001'],
  ];
  it.each(cases)('%s', (_, calc, expected) => {
    expect(worked(calc, { a: '2011-03-05', town: 'quetta' })).toBe(expected);
  });

  it('has as many members as its count says, never loses one that was filled, and seals no more than the count', () => {
    const repeat: Partial<FormNode> = { n: 'child', t: 'repeat', cnt: r('many'), c: [{ n: 'age', t: 'text', ...PLACE }] };
    const children = form({ n: 'many', t: 'integer', ...PLACE }, repeat);
    const settle = (answers: Answers): Answers => settled(children, answers, TODAY, MOMENT, random);
    let answers = settle(setAnswer(NOTHING, ['many'], 3));
    expect(answers.members['child']).toHaveLength(3);
    for (const { id } of answers.members['child'] ?? []) answers = settle(setAnswer(answers, ['child', id, 'age'], '7'));
    answers = settle(setAnswer(answers, ['many'], 1));
    expect(answers.members['child'], 'it may have been a slip').toHaveLength(3);
    expect(sealFields(children, answers, TODAY).filter(({ path }) => path[0] === 'child')).toHaveLength(1);
    answers = settle(setAnswer(answers, ['many'], null));
    expect(sealFields(children, answers, TODAY).filter(({ path }) => path[0] === 'child')).toHaveLength(0);
    expect(settle(setAnswer(answers, ['many'], 1e9)).members['child']).toHaveLength(500);
  });

  it('keeps what was worked out once, whatever happens after', () => {
    const kept = form({ n: 'a', t: 'text', ...PLACE }, { n: 'it', t: 'calculate', keep: true, calc: ['if', ['=', r('a'), s('')], s(''), ['concat', ['uuid'], r('a')]], ...PLACE });
    const settle = (answers: Answers): Answers => settled(kept, answers, TODAY, MOMENT, random);
    let answers = settle(newAnswers(kept, TODAY, MOMENT));
    expect(answers.fields['it']).toBeUndefined();
    answers = settle(setAnswer(answers, ['a'], '-said'));
    answers = settle(setAnswer(answers, ['a'], '-changed'));
    expect(answers.fields['it']).toBe('one-said');
    expect(sealFields(kept, answers, TODAY).find(({ path }) => path[0] === 'it')?.value).toBe('one-said');
  });

  it('is not run without knowing the time, rather than with a wrong one', () => {
    const now = form({ n: 'it', t: 'calculate', calc: ['now'], ...PLACE });
    const tree = new Tree(now, NOTHING, TODAY);
    expect(() => walk(tree.items).map((item) => tree.textOf(item))).toThrow('needs to know the time');
  });
});
