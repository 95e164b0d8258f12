import { describe, expect, test } from 'vitest';
import { choicesOf, labelOf } from '../../../static/src/capture/choices';
import { check } from '../../../static/src/capture/check';
import { removeMember } from '../../../static/src/capture/edit';
import { pagesOf } from '../../../static/src/capture/pages';
import { progress } from '../../../static/src/capture/progress';
import { Tree } from '../../../static/src/capture/tree';
import { CONSENTING, FORM, NOTHING, TODAY, addTo, item, put, recordOf, smallForm, treeOf } from './people';

describe('what is asked follows from what was answered', () => {
  test('a person who speaks is asked for consent, a newspaper is not', () => {
    expect(treeOf(recordOf({ record_kind: 'desk' })).isRelevant(item(treeOf(recordOf({ record_kind: 'desk' })), 'c_internal'))).toBe(false);
    for (const kind of ['testimony', 'both']) {
      const tree = treeOf(recordOf({ ...CONSENTING, record_kind: kind }));
      expect(tree.isRelevant(item(tree, 'c_internal'))).toBe(true);
    }
  });

  test('nothing about the event can be entered before consent, and nothing after a refusal', () => {
    for (const consent of [null, 'no']) {
      const tree = treeOf(recordOf({ ...CONSENTING, c_internal: consent }));
      for (const name of ['event', 'victim', 'perp', 'act', 'claim', 'justice', 'src', 'narr', 's_name', 's_sex']) expect(tree.isRelevant(item(tree, name))).toBe(false);
    }
    const open = treeOf(recordOf({ ...CONSENTING, c_internal: 'ask_first' }));
    expect(open.isRelevant(item(open, 'narrative'))).toBe(true);
  });

  test('an answer that is no longer asked for is empty to every other rule', () => {
    const form = smallForm({ n: 'a' }, { n: 'b', rel: ['=', { r: 'a' }, { s: 'yes' }] }, { n: 'c', rel: ['=', { r: 'b' }, { s: 'x' }] });
    const asked = new Tree(form, recordOf({ a: 'yes', b: 'x' }, form), TODAY);
    expect(asked.isRelevant(item(asked, 'c'))).toBe(true);
    const unasked = new Tree(form, recordOf({ a: 'no', b: 'x' }, form), TODAY);
    expect(unasked.isRelevant(item(unasked, 'c'))).toBe(false);
  });

  test('a calculation may stand before what it reads', () => {
    const form = smallForm({ n: 'sum', t: 'calculate', calc: ['+', { r: 'double' }, 1] }, { n: 'double', t: 'calculate', calc: ['*', { r: 'n' }, 2] }, { n: 'n', t: 'integer' });
    const tree = new Tree(form, recordOf({ n: 13 }, form), TODAY);
    expect(tree.textOf(item(tree, 'sum'))).toBe('27');
  });

  test('a rule that depends on itself is an error and not an endless wait', () => {
    const form = smallForm({ n: 'a', rel: ['=', { r: 'b' }, { s: '' }] }, { n: 'b', rel: ['=', { r: 'a' }, { s: '' }] });
    const tree = new Tree(form, NOTHING, TODAY);
    expect(() => tree.isRelevant(item(tree, 'a'))).toThrow(/depends on itself/);
  });
});

describe('victims, and what was done to them', () => {
  const zahra = addTo(recordOf(CONSENTING), 'victim');
  const two = addTo(zahra.answers, 'victim');

  test('a rule inside a victim sees that victim and no other', () => {
    const answers = put(put(two.answers, ['victim', zahra.id, 'v_unit'], 'person'), ['victim', two.id, 'v_unit'], 'group');
    const tree = treeOf(answers);
    expect(tree.isRelevant(item(tree, 'v_name', zahra.id))).toBe(true);
    expect(tree.isRelevant(item(tree, 'v_name', two.id))).toBe(false);
    expect(tree.isRelevant(item(tree, 'v_count_best', two.id))).toBe(true);
  });

  test('an act can be done to those victims that are entered, by their numbers', () => {
    const act = addTo(put(two.answers, ['act', 'x', 'y'], null), 'act');
    const asked = addTo(put(act.answers, ['act', act.id, 'a_all_victims'], 'no'), 'act_victim', act.id);
    const tree = treeOf(asked.answers);
    expect(choicesOf(tree, item(tree, 'av_ref')).map((choice) => choice.v)).toEqual(['V1', 'V2']);
    expect(tree.isRelevant(item(tree, 'av_ref'))).toBe(true);
  });

  test('the number of a victim stays when another one is removed, and no act points at who is gone', () => {
    const three = addTo(two.answers, 'victim');
    const act = addTo(three.answers, 'act');
    const first = addTo(put(act.answers, ['act', act.id, 'a_all_victims'], 'no'), 'act_victim', act.id);
    const second = addTo(first.answers, 'act_victim', act.id);
    const pointing = put(put(second.answers, ['act_victim', first.id, 'av_ref'], 'V2'), ['act_victim', second.id, 'av_ref'], 'V3');
    const left = removeMember(FORM, pointing, TODAY, two.id);
    const tree = treeOf(left);
    expect(tree.find('v_no', null).map((one) => tree.textOf(one))).toEqual(['V1', 'V3']);
    expect(item(tree, 'av_ref', first.id).answer).toBeNull();
    expect(item(tree, 'av_ref', second.id).answer).toBe('V3');
  });

  test('removing an act removes what hung below it', () => {
    const act = addTo(two.answers, 'act');
    const below = addTo(act.answers, 'act_victim', act.id);
    expect(removeMember(FORM, below.answers, TODAY, act.id).members).toMatchObject({ act: [], act_victim: [] });
  });

  test('each act has its own list of victims', () => {
    const one = addTo(two.answers, 'act');
    const other = addTo(one.answers, 'act');
    const below = addTo(addTo(other.answers, 'act_victim', one.id).answers, 'act_victim', other.id);
    const tree = treeOf(below.answers);
    const lists = [...tree.find('act_victim', null)].map((list) => list.children.length);
    expect(lists).toEqual([1, 1]);
    expect(below.id.slice(0, 8)).toBe('00000001');
  });
});

test('only the districts of the chosen province are offered', () => {
  const tree = treeOf(recordOf({ ...CONSENTING, e_country: 'PK', e_admin1: 'PK_SD' }));
  expect(choicesOf(tree, item(tree, 'e_admin2')).map((choice) => choice.v)).toEqual(['PK_SD_KAR']);
  expect(choicesOf(tree, item(tree, 'e_admin1')).every((choice) => choice.v.startsWith('PK_'))).toBe(true);
});

test('a label may quote an answer, in the reader’s language', () => {
  const form = smallForm({ n: 'sure', t: 'select_one', list: 'yesno' }, { n: 'b', l: { en: 'You said ${sure}.', ur: 'آپ نے ${sure} کہا۔' } });
  const tree = new Tree(form, recordOf({ sure: 'yes' }, form), TODAY);
  expect(labelOf(tree, item(tree, 'b'), item(tree, 'b').node.l, 'en')).toBe('You said Yes.');
  expect(labelOf(tree, item(tree, 'b'), item(tree, 'b').node.l, 'ur')).toBe('آپ نے ہاں کہا۔');
});

test('twenty victims are worked out in less than a frame', () => {
  let answers = recordOf(CONSENTING);
  for (let at = 0; at < 20; at += 1) {
    const added = addTo(answers, 'victim');
    answers = put(put(added.answers, ['victim', added.id, 'v_unit'], 'person'), ['victim', added.id, 'v_outcome'], 'killed');
  }
  // All that a screen asks after one answer. The processor's time is counted, for other programs may be running.
  const answerOnce = (): void => {
    const tree = treeOf(answers);
    expect(pagesOf(tree).length).toBeGreaterThan(100);
    expect(progress(tree).length).toBeGreaterThan(10);
    expect(check(tree).length).toBeGreaterThan(20);
  };
  for (let at = 0; at < 5; at += 1) answerOnce();
  const before = process.cpuUsage();
  for (let at = 0; at < 20; at += 1) answerOnce();
  const spent = process.cpuUsage(before);
  expect((spent.user + spent.system) / 20_000).toBeLessThan(16);
});
