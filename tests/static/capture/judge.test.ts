/** A form from outside is looked at before anybody asks it, and laid out so that no question is without a page. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { newAnswers } from '../../../static/src/capture/edit';
import type { FormNode } from '../../../static/src/capture/form';
import { judgeForm } from '../../../static/src/capture/judge';
import { laidOut } from '../../../static/src/capture/laid_out';
import { pagesOf } from '../../../static/src/capture/pages';
import { sealFields } from '../../../static/src/capture/seal';
import { settled } from '../../../static/src/capture/settled';
import { Tree, walk } from '../../../static/src/capture/tree';
import { CODES, lookAt } from '../../../static/src/ui/forms/look';
import { FORM_TEXT } from '../fakes/form';

const TODAY = '2026-11-26';
const MOMENT = { now: '2026-11-26T10:00:00.000+05:00', language: 'en', chance: 0.5, uuid: 'u' } as const;
const random = (): Uint8Array => crypto.getRandomValues(new Uint8Array(12));
const text = (en: string): { readonly en: string; readonly ur: string } => ({ en, ur: en });
const question = (n: string, more: object = {}): object => ({ n, t: 'text', l: text(n), cls: 'safe', cmp: 'testimony', ...more });
const formOf = (...q: readonly object[]): string => JSON.stringify({ id: 'small', version: '1', title: text('Small'), lists: {}, q });
const codes = (form: string): readonly string[] => judgeForm(form).problems.map(({ code, where, detail }) => [code, where, detail].join(' ').trim());

describe('a form that may not be asked', () => {
  test.each([
    ['{', 'unreadable'],
    [formOf({ n: 'a', t: 'hologram' }), 'unreadable'],
    [formOf(question('a')).replace('small', 'gawahi_default'), 'name_taken'],
    [formOf(question('a'), question('a')), 'duplicate_name a'],
    [formOf(question('of')), 'reserved_name of'],
    [formOf(question('__proto__')), 'reserved_name __proto__'],
    [formOf(question('a', { cls: 'direct' })), 'direct_outside_identity a'],
    [formOf(question('a', { cmp: 'elsewhere' })), 'unclassified a'],
    [formOf(question('a', { cls: 'quasi' })), 'no_ladder a'],
    [formOf(question('a', { rel: ['launch', { s: 'x' }] })), 'unsupported_function a.rel launch'],
    [formOf(question('a', { rel: ['constructor'] })), 'unsupported_function a.rel constructor'],
    [formOf(question('a', { rel: 'yes' })), 'syntax a.rel'],
    [formOf(question('a', { l: 'a' })), 'syntax a.l'],
    [formOf(question('a', { rel: ['=', { r: 'b' }, { s: '1' }] })), 'unknown_question a.rel b'],
    [formOf(question('name', { cls: 'direct', cmp: 'identity' }), question('a', { rel: ['=', { r: 'name' }, { s: '1' }] })), 'identity_leak a.rel name'],
    [formOf(question('a', { calc: { r: 'b' } }), question('b', { rel: { r: 'a' } })), 'circular a'],
  ])('%# is refused by name', (form, problem) => {
    expect(codes(form)[0]?.startsWith(problem)).toBe(true);
    expect(judgeForm(form).form).toBeNull();
  });

  test('says what was found in words that exist', () => {
    const findings = readFileSync(new URL('../../../server/forms/findings.py', import.meta.url), 'utf8');
    const known = [...findings.matchAll(/^ {4}"([a-z_]+)": "/gm)].flatMap(([, code]) => (code === undefined || code === 'classes_file' ? [] : [code]));
    expect(known.length).toBeGreaterThan(30);
    expect(known.filter((code) => !CODES.some((one) => one === code))).toEqual([]);
  });
});

describe('a form that may be asked', () => {
  test('has a page for every question, also for those in no group and for those without words', () => {
    const group = { n: 'g', t: 'group', c: [question('in_group', { l: undefined })] };
    const { form } = judgeForm(formOf(question('first'), group, question('last')));
    const laid = laidOut(form ?? expect.fail());
    const pages = pagesOf(new Tree(laid, newAnswers(laid, TODAY), TODAY));
    expect(pages.map(({ items }) => items.map(({ node }) => [node.n, node.l?.en]))).toEqual([[['first', 'first']], [['in_group', 'in_group']], [['last', 'last']]]);
    expect(pages.map(({ of }) => of.node.l?.en)).toEqual(['Small', 'Small', 'Small']);
    const answers = { fields: { first: 'a', in_group: 'b', last: 'c' }, members: {} };
    expect(sealFields(laid, answers, TODAY).map(({ path }) => path)).toEqual([['first'], ['in_group'], ['last']]);
  });

  test('asks as many members as its count says, keeps those beyond it, and seals none of them', () => {
    const people = { n: 'people', t: 'repeat', l: text('People'), cnt: { r: 'how_many' }, c: [question('said')] };
    const { form } = judgeForm(formOf(question('how_many', { t: 'integer' }), people));
    const laid = laidOut(form ?? expect.fail());
    const two = settled(laid, { fields: { how_many: 2 }, members: {} }, TODAY, MOMENT, random);
    const told = { ...two, members: { people: (two.members['people'] ?? []).map((one, at) => ({ ...one, fields: { said: `words ${at}` } })) } };
    const one = settled(laid, { ...told, fields: { how_many: 1 } }, TODAY, MOMENT, random);
    const shown = (answers: typeof one): readonly string[] => pagesOf(new Tree(laid, answers, TODAY, MOMENT)).flatMap(({ kind, items }) => (kind === 'members' ? items.map(({ member }) => String(member?.fields['said'])) : []));
    expect([shown(told), shown(one), one.members['people']?.length]).toEqual([['words 0', 'words 1'], ['words 0'], 2]);
    expect(sealFields(laid, one, TODAY, MOMENT).map(({ value }) => value)).toEqual([1, 'words 0']);
  });

  test('is told in counts before it is given: what is asked, for whom, and that it asks no consent', () => {
    const form = judgeForm(FORM_TEXT).form ?? expect.fail();
    expect(lookAt(form)).toEqual({ questions: 3, asked: { testimony: 1, identity: 1, review: 1 }, notAsked: 0, gates: 0, asksConsent: false });
    const names: readonly FormNode[] = walk(new Tree(form, newAnswers(form, TODAY), TODAY).items).map(({ node }) => node);
    expect(names).toHaveLength(3);
  });
});
