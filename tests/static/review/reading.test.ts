import { expect, test } from 'vitest';
import { DEFAULT_FORM } from '../../../static/src/capture/default_form';
import type { QueueEntry } from '../../../static/src/journey';
import { answerHistory, wholeHistory } from '../../../static/src/ui/review/history';
import { questionsOf } from '../../../static/src/ui/review/questions';
import { choose, count, page, plain } from '../../../static/src/ui/review/queue';
import { savedState } from '../../../static/src/ui/review/saved';
import { labelOf, spoken } from '../../../static/src/ui/review/spoken';
import { readTyped, widgetFor } from '../../../static/src/ui/review/typed';
import { amina, mastung, member } from './case';

const { byName } = questionsOf(DEFAULT_FORM);
const question = (name: string) => byName.get(name) ?? null;

test('a code is read as the words of its choice, in the reader’s language', () => {
  const choice = DEFAULT_FORM.lists['outcome']?.find((one) => one.v === 'killed');
  expect(spoken('killed', question('v_outcome'), 'en')).toEqual({ kind: 'chosen', parts: [{ text: choice?.l.en, known: true }] });
  expect(spoken('killed', question('v_outcome'), 'ur')).toEqual({ kind: 'chosen', parts: [{ text: choice?.l.ur, known: true }] });
});

test('a code that the form does not know is shown as it is and said to be raw', () => {
  expect(spoken(['not_in_the_list'], question('e_targeting'), 'en')).toEqual({ kind: 'chosen', parts: [{ text: 'not_in_the_list', known: false }] });
  expect(labelOf(null, 'z_new_question', 'ur')).toEqual({ text: 'z_new_question', known: false });
});

test('what a witness said is given back to the letter', () => {
  const words = '  گواہی: e\u0301\u0650 🕯️\nدوسری سطر ';
  expect(spoken(words, question('narrative'), 'ur')).toEqual({ kind: 'text', text: words });
  expect(readTyped('text', words)).toEqual({ ok: true, x: words });
});

test('a date is read with its month in words, and what is no date stays as it is', () => {
  expect(spoken('2011-09-20', question('e_date_start'), 'en')).toEqual({ kind: 'text', text: '20 September 2011' });
  expect(spoken('2011-02-30', question('e_date_start'), 'en')).toEqual({ kind: 'text', text: '2011-02-30' });
  expect(spoken('2011-09-20', question('e_date_start'), 'ur')).toMatchObject({ text: expect.stringContaining('ستمبر') });
});

test('an answer that was taken out is said to be taken out, not shown as an empty box', () => {
  expect(spoken(null, question('narrative'), 'en')).toEqual({ kind: 'none' });
});

test('a figure typed with Urdu or Arabic digits is the same figure', () => {
  for (const typed of ['26', '۲۶', '٢٦', ' 26 ']) expect(readTyped('number', typed)).toEqual({ ok: true, x: 26 });
  for (const typed of ['26 people', '2.5', '1e3', '--1']) expect(readTyped('number', typed)).toEqual({ ok: false, wrong: 'not_number' });
  expect(readTyped('decimal', '۲.۵')).toEqual({ ok: true, x: '2.5' });
});

test('a question that the form does not know is edited as what it holds, and a list of unknown codes not at all', () => {
  expect(widgetFor(null, 3)).toBe('number');
  expect(widgetFor(null, 'x')).toBe('text');
  expect(widgetFor(null, ['x'])).toBe('none');
});

const entry = (index: number, more: Partial<QueueEntry> = {}): QueueEntry => ({
  record: index.toString(16).padStart(32, '0'), pseudonym: `QA-${index}`, title: null, authors: [amina], lastTime: index,
  conflicts: 0, parallel: 0, waiting: 0, unread: false, hasIdentity: false, withdrawn: false, ...more,
});

test('testimonies in which accounts differ stand first, whatever their time', () => {
  const shown = choose([entry(9), entry(1, { conflicts: 2 }), entry(5, { unread: true })], 'all', '');
  expect(shown.map((each) => each.lastTime)).toEqual([1, 5, 9]);
});

test('the count of conflicts does not depend on what is searched for', () => {
  const entries = [entry(1, { conflicts: 1 }), entry(2, { unread: true, title: 'مستونگ' })];
  expect(count(entries)).toEqual({ all: 2, conflicts: 1, unread: 1 });
  expect(choose(entries, 'conflicts', '')).toHaveLength(1);
  expect(choose(entries, 'all', 'qa-2')).toHaveLength(1);
  expect(choose(entries, 'all', 'مُستونگ')).toHaveLength(1);
  expect(plain('Mastūng')).toBe('mastung');
});

test('a thousand testimonies come in pages of fifty, and a page that no longer exists is the last one', () => {
  const entries = choose(Array.from({ length: 1_000 }, (_, index) => entry(index)), 'all', '');
  expect(page(entries, 1).entries).toHaveLength(50);
  expect(page(entries, 99)).toMatchObject({ number: 20, of: 20 });
  expect(page([], 3)).toMatchObject({ number: 1, of: 1, entries: [] });
  expect(new Set(Array.from({ length: 20 }, (_, index) => page(entries, index + 1).entries).flat()).size).toBe(1_000);
});

test('the history of an answer holds every step that touched it, newest first, the removal of its victim too', () => {
  expect(wholeHistory(mastung).map((each) => each.author.label)).toEqual(['Gul', 'بلال', 'Amina']);
  expect(answerHistory(mastung, ['victim', member(1), 'v_count_best']).map((each) => each.ops.map((step) => step.x))).toEqual([[29], [26]]);
  expect(answerHistory(mastung, ['perp', member(1), 'p_type']).map((each) => each.ops.map((step) => step.x))).toEqual([[false], ['armed_group']]);
});

test('nothing is called exchanged that may have missed the exchange', () => {
  const idle = { phase: 'idle', done: 0, total: 0, mediaDone: 0, mediaTotal: 0, lastSuccess: 50, refusal: null, delayed: false } as const;
  expect(savedState(100, idle)).toBe('saved_sending');
  expect(savedState(40, idle)).toBe('saved_exchanged');
  expect(savedState(40, { ...idle, phase: 'working' })).toBe('saved_sending');
  expect(savedState(40, { ...idle, phase: 'offline' })).toBe('saved_offline');
  expect(savedState(40, { ...idle, phase: 'refused', refusal: 'quota' })).toBe('saved_refused');
});
