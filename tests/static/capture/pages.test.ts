import { describe, expect, test } from 'vitest';
import { isAsked, waysOf } from '../../../static/src/capture/form';
import { pageAfter, pageBefore, pagesOf } from '../../../static/src/capture/pages';
import type { Page } from '../../../static/src/capture/pages';
import { progress } from '../../../static/src/capture/progress';
import { CONSENTING, FORM, NOTHING, addTo, put, recordOf, treeOf } from './people';

const names = (pages: readonly Page[]): readonly string[] => pages.map((page) => page.of.node.n);

describe('one thing at a time', () => {
  test('safety comes before consent and consent before everything else', () => {
    const order = [...new Set(names(pagesOf(treeOf(recordOf(CONSENTING)))))];
    expect(order.slice(0, 5)).toEqual(['meta_a', 'safety', 'consent', 'source_id', 'source_t']);
    expect(order).not.toContain('media');
    expect(order).not.toContain('review');
  });

  test('no screen asks more than six questions', () => {
    for (const page of pagesOf(treeOf(recordOf(CONSENTING)))) if (page.kind === 'questions') expect(page.items.length).toBeLessThanOrEqual(6);
  });

  test('nothing lies behind a gate that says stop, or has no answer', () => {
    for (const proceed of ['stop', null]) expect(new Set(names(pagesOf(treeOf(recordOf({ ...CONSENTING, proceed })))))).toEqual(new Set(['meta_a', 'safety']));
    const unsafe = pagesOf(treeOf(recordOf({ ...CONSENTING, place_private: 'no' })));
    expect(new Set(names(unsafe))).toEqual(new Set(['meta_a', 'safety']));
    expect(new Set(names(pagesOf(treeOf(NOTHING))))).toEqual(new Set(['meta_a']));
  });

  test('a question stays on its screen while others come and go', () => {
    const where = (answers: Parameters<typeof treeOf>[0]): string | undefined => pagesOf(treeOf(answers)).find((page) => page.items.some((item) => item.node.n === 'c_recontact'))?.id;
    expect(where(recordOf({ ...CONSENTING, c_un: 'yes' }))).toBe(where(recordOf({ ...CONSENTING, c_un: 'no' })));
  });

  test('every question of the form that is asked has a screen', () => {
    const form = [...waysOf(FORM).values()].filter((way) => way.every((node) => isAsked(node)) && !way.at(-1)?.c).map((way) => way.at(-1)?.n);
    expect(form.length).toBeGreaterThan(140);
    let answers = recordOf({ ...CONSENTING, c_public_anon: 'yes', c_un: 'yes', c_recontact: 'yes', interpreter_used: 'yes', e_date_prec: 'year', e_country: 'PK', e_admin1: 'PK_BA', e_chain: 'part', source_is_child: 'child', guardian_present: 'yes', s_role: 'related_victim' });
    const shown = new Set<string>();
    const variants = [{ v_unit: 'person', v_outcome: 'killed', v_home_admin1: 'PK_BA' }, { v_unit: 'group' }];
    const add = (collection: string, fields: Readonly<Record<string, string>>, parent: string | null = null): string => {
      const added = addTo(answers, collection, parent);
      answers = Object.entries(fields).reduce((all, [name, value]) => put(all, [collection, added.id, name], value), added.answers);
      return added.id;
    };
    for (const fields of variants) add('victim', fields);
    add('perp', { p_unit: 'person', p_type: 'armed_group', p_group: 'other', p_claim: 'claimed' });
    const act = add('act', { a_type: 'massacre', a_all_victims: 'no', a_all_perps: 'no' });
    add('act_victim', {}, act);
    add('act_perp', {}, act);
    add('claim', { n_scope: 'period' });
    add('justice', { j_unit: 'case' });
    add('justice', { j_unit: 'total' });
    add('src', {});
    const collect = (item: Page['items'][number]): void => {
      if (item.kind === 'question') shown.add(item.node.n);
      else for (const child of item.children) collect(child);
    };
    for (const page of pagesOf(treeOf(answers))) if (page.kind === 'questions' || page.inline) for (const item of page.items) collect(item);
    expect(form.filter((name) => name !== undefined && !shown.has(name))).toEqual([]);
  });
});

describe('the way through', () => {
  const victim = addTo(recordOf(CONSENTING), 'victim');
  const pages = pagesOf(treeOf(put(victim.answers, ['victim', victim.id, 'v_unit'], 'person')));
  const list = pages.find((page) => page.kind === 'members' && page.of.node.n === 'victim');
  const inside = pages.filter((page) => page.within === victim.id);

  test('"next" on the list of victims goes on to the alleged perpetrators', () => {
    expect(list && pageAfter(pages, list)?.of.node.n).toBe('perp');
  });

  test('"next" leads through one victim and then back to the list', () => {
    const [first, second] = inside;
    expect(first && pageAfter(pages, first)?.id).toBe(second?.id);
    const last = inside.at(-1);
    expect(last && pageAfter(pages, last)?.id).toBe(list?.id);
    expect(first && pageBefore(pages, first)?.id).toBe(list?.id);
  });

  test('"next" still works on a page that was drawn before the last answer', () => {
    const [first, second] = inside;
    const later = pagesOf(treeOf(put(victim.answers, ['victim', victim.id, 'v_unit'], 'person')));
    expect(first && pageAfter(later, first)?.id).toBe(second?.id);
  });

  test('the form has an end', () => {
    const last = pages.findLast((page) => page.within === null);
    expect(last && pageAfter(pages, last)).toBeNull();
  });
});

describe('how far it is', () => {
  const state = (answers: Parameters<typeof treeOf>[0]): Readonly<Record<string, string>> => Object.fromEntries(progress(treeOf(answers)).map((part) => [part.item.node.n, part.reachable ? part.state : 'closed']));

  test('consent is answered, the event begun, the victims empty, a wrong date a problem', () => {
    const begun = state(recordOf({ ...CONSENTING, e_title: 'گواہی 🕯' }));
    expect(begun).toMatchObject({ consent: 'complete', event: 'partly', victim: 'empty' });
    expect(state(recordOf({ ...CONSENTING, e_date_start: '2027-01-01' }))['event']).toBe('problem');
  });

  test('what is behind a closed gate is not reachable', () => {
    expect(progress(treeOf(recordOf({ ...CONSENTING, proceed: 'later' }))).map((part) => part.item.node.n)).not.toContain('event');
    expect(state(recordOf({ ...CONSENTING, proceed: null }))['safety']).toBe('partly');
  });
});
