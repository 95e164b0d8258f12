/** A date reaches the coordinators as it was given, and as a day that can be counted. */
import { describe, expect, it } from 'vitest';
import { GIVEN, setAnswer, type Answers } from '../../../static/src/capture/answers';
import { dateIn } from '../../../static/src/capture/calendars';
import { check } from '../../../static/src/capture/check';
import { readForm, type FormNode } from '../../../static/src/capture/form';
import { sealFields } from '../../../static/src/capture/seal';
import { Tree } from '../../../static/src/capture/tree';
import { questionsOf } from '../../../static/src/ui/review/questions';
import { isGiven } from '../../../static/src/ui/review/spoken';
import { edgeAskedBy, givenFor, keptOf, turned, typedFrom, typedOf, UNKNOWN, type TypedDate } from '../../../static/src/ui/calendar/typed';

const date = (n: string, more: object = {}) => ({ n, t: 'date', cls: 'quasi', cmp: 'testimony', ...more });
const form = readForm({
  id: 'f', version: '1', title: { en: 'f', ur: 'f' }, lists: {},
  q: [date('day'), date('end', { con: ['>=', { dot: 1 }, { r: 'day' }] }), { n: 'v', t: 'repeat', c: [date('born', { cmp: 'identity', cls: 'direct' }), date('seen', { rel: ['=', { s: 'a' }, { s: 'b' }] })] }],
});
const MEMBER = '000000010102030405060708090a0b0c';
const empty: Answers = { fields: {}, members: { v: [{ id: MEMBER, fields: {} }] } };
const typed = (calendar: TypedDate['calendar'], year: string, month: string, day: string, noYear = false): TypedDate => ({ calendar, year, month, day, noYear });

function put(answers: Answers, path: readonly string[], one: TypedDate, edge: 'first' | 'last' = 'first'): Answers {
  const { answer, given } = keptOf(one, edge);
  return setAnswer(setAnswer(answers, path, answer), [...path.slice(0, -1), GIVEN + (path.at(-1) ?? '')], given);
}
const sealed = (answers: Answers) => sealFields(form, answers, '2026-11-26').map(({ path, value, compartment }) => [path.at(-1), value, compartment]);
const itemOf = (tree: Tree, name: string) => tree.find(name, null)[0];

describe('a date that was given in another calendar, or in part', () => {
  it('is sealed as a day and beside it as it was given', () => {
    expect(sealed(put(empty, ['day'], typed('solar', '۱۳۹۰', '06', '29')))).toEqual([['day', '2011-09-20', 'testimony'], ['gw_given_day', 'solar 1390-06-29', 'testimony']]);
    expect(sealed(put(empty, ['day'], typed('gregorian', '2011', '09', UNKNOWN)))).toEqual([['day', '2011-09-01', 'testimony'], ['gw_given_day', 'gregorian 2011-09-XX', 'testimony']]);
    expect(sealed(put(empty, ['day'], typed('gregorian', '2011', '09', '20'))), 'nothing more to say').toEqual([['day', '2011-09-20', 'testimony']]);
  });

  it('goes where its answer goes: a date of birth is kept apart, and what is not relevant stays here', () => {
    const born = put(empty, ['v', MEMBER, 'born'], typed('solar', '1370', UNKNOWN, UNKNOWN));
    expect(sealed(put(born, ['v', MEMBER, 'seen'], typed('solar', '1370', '01', '01')))).toEqual([['born', '1991-03-21', 'identity'], ['gw_given_born', 'solar 1370-XX-XX', 'identity']]);
  });

  it('without a year is kept though it is no day', () => {
    expect(sealed(put(empty, ['day'], typed('islamic', '', '01', '10', true)))).toEqual([['gw_given_day', 'islamic XXXX-01-10', 'testimony']]);
  });

  it('is taken as late as it can be where an end is asked for', () => {
    const end: FormNode | undefined = form.q[1];
    expect(end && edgeAskedBy(end)).toBe('last');
    expect(keptOf(typed('solar', '1390', '06', UNKNOWN), 'last')).toEqual({ answer: '2011-09-22', given: 'solar 1390-06-XX' });
  });

  it('is never taken for a Gregorian day while it is incomplete or no day', () => {
    for (const one of [typed('solar', '1390', '07', '31'), typed('solar', '1390', '', '01'), typed('islamic', '', '01', '10'), typed('gregorian', '2011', '02', '30'), typed('solar', 'کل', '01', '01')]) {
      const answers = put(empty, ['day'], one);
      expect(answers.fields['gw_given_day']).toBeNull();
      const tree = new Tree(form, answers, '2026-11-26');
      expect(check(tree).map(({ kind, blocks }) => [kind, blocks])).toEqual([['type', true]]);
    }
  });
});

describe('whoever reads the testimony', () => {
  it('finds it beside the date, under the date’s own words, and is never asked for it', () => {
    const { sections, byName } = questionsOf(form);
    const names = sections.flatMap((section) => section.questions.map((question) => question.name));
    expect(names).toEqual(['day', 'gw_given_day', 'end', 'gw_given_end', 'born', 'gw_given_born', 'seen', 'gw_given_seen']);
    const beside = byName.get('gw_given_born') ?? null;
    expect(isGiven(beside)).toBe(true);
    expect(isGiven(byName.get('born') ?? null)).toBe(false);
    expect([beside?.filled, beside?.collection, beside?.compartment]).toEqual([true, 'v', 'identity']);
  });
});

describe('the fields of a date question', () => {
  it('stand after a reload as they were left', () => {
    for (const one of [typed('solar', '1390', '06', UNKNOWN), typed('gregorian', '2011', '', ''), typed('islamic', '1432', '', '22'), typed('islamic', '', '01', '10', true), typed('solar', '1390', '07', '31')]) {
      const tree = new Tree(form, put(empty, ['day'], one), '2026-11-26');
      const item = itemOf(tree, 'day');
      expect(item && typedOf(tree, item, 'gregorian')).toEqual(one);
    }
  });

  it('show a day that was given in no other calendar in the reader’s', () => {
    const tree = new Tree(form, setAnswer(empty, ['day'], '2011-09-20'), '2026-11-26');
    const item = itemOf(tree, 'day');
    expect(item && typedOf(tree, item, 'solar')).toEqual(typed('solar', '1390', '06', '29'));
  });

  it('turn a day into another calendar, and figures that make sense only there as they are', () => {
    expect(turned(typed('gregorian', '2011', '09', '20'), 'solar')).toEqual(typed('solar', '1390', '06', '29'));
    expect(turned(typed('gregorian', '1390', '06', '29'), 'solar')).toEqual(typed('solar', '1390', '06', '29'));
    expect(turned(typed('solar', '1390', '06', UNKNOWN), 'islamic')).toEqual(typed('islamic', '1390', '06', UNKNOWN));
  });

  it('forget what was given when somebody corrected the day alone', () => {
    expect(givenFor('solar 1390-06-29', '2011-09-20', 'first')).toEqual(dateIn('solar', '2011-09-20'));
    expect(givenFor('solar 1390-06-29', '2011-09-21', 'first')).toBeNull();
    expect(givenFor('islamic XXXX-01-10', null, 'first')).toEqual({ calendar: 'islamic', year: null, month: 1, day: 10 });
    expect(typedFrom(dateIn('solar', '2011-09-20')).noYear).toBe(false);
  });
});
