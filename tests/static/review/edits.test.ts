import { expect, test } from 'vitest';
import { changedMeanwhile, isTouched, openAnswer, plan, withOpened, withoutPath } from '../../../static/src/ui/review/edits';
import { amina, bilal, differing, mastung, settled, value } from './case';

const ids = (...starts: readonly string[]) => starts.map((start) => start.padEnd(64, '0'));
const withPath = (view: ReturnType<typeof settled>) => ({
  ...mastung,
  paths: [...mastung.paths.filter((other) => other.path.join() !== view.path.join()), view],
});

test('an edit replaces exactly what its author was shown', () => {
  const opened = { ...openAnswer(mastung, ['e_title']), x: 'زائرین، مستونگ 🕯️' };
  expect(plan([opened]).edits).toEqual([{ path: ['e_title'], x: 'زائرین، مستونگ 🕯️', sawValueIds: ids('01') }]);
});

test('an answer that arrives while somebody edits is announced, and its id is never slipped into the edit', () => {
  const opened = { ...openAnswer(mastung, ['e_title']), x: 'Bus stopped near Mastung' };
  const later = withPath(settled(['e_title'], value('77', 'زائرین کی بس', [bilal])));
  expect(changedMeanwhile(opened, mastung)).toBe(false);
  expect(changedMeanwhile(opened, later)).toBe(true);
  expect(plan([opened]).edits[0]?.sawValueIds).toEqual(ids('01'));
});

test('an answer that becomes a conflict, or that is taken out, while somebody edits is announced too', () => {
  const opened = openAnswer(mastung, ['e_title']);
  expect(changedMeanwhile(opened, withPath(differing(['e_title'], value('01', 'a', [amina]), value('77', 'b', [bilal]))))).toBe(true);
  expect(changedMeanwhile(opened, { ...mastung, paths: mastung.paths.filter((view) => view.path[0] !== 'e_title') })).toBe(true);
});

test('a question that nobody had answered is answered over nothing', () => {
  const opened = { ...openAnswer(mastung, ['r_note']), x: 'Ask both again' };
  expect(opened.shown).toBeNull();
  expect(plan([opened]).edits).toEqual([{ path: ['r_note'], x: 'Ask both again', sawValueIds: [] }]);
});

test('opening an answer and changing nothing saves nothing', () => {
  const opened = openAnswer(mastung, ['e_targeting']);
  expect(isTouched({ ...opened, x: ['identified', 'not_in_the_list'] })).toBe(false);
  expect(plan([opened])).toEqual({ edits: [], decisions: [], notReady: [] });
});

test('what several people said alike is replaced only by a decision with a reason', () => {
  const opened = { ...openAnswer(mastung, ['e_loctype']), x: 'car' };
  expect(plan([opened]).notReady).toEqual([['e_loctype']]);
  const { edits, decisions, notReady } = plan([{ ...opened, why: ' Both corrected themselves ' }]);
  expect(edits).toEqual([]);
  expect(notReady).toEqual([]);
  expect(decisions).toEqual([{ path: ['e_loctype'], x: 'car', sawValueIds: ids('01', '05'), why: 'Both corrected themselves' }]);
});

test('a decision names every account that was on screen, and none is chosen beforehand', () => {
  const opened = openAnswer(mastung, ['narrative']);
  expect(opened.x).toBeNull();
  expect(opened.sawValueIds).toEqual(ids('01', '03'));
  expect(plan([{ ...opened, x: 'x', why: '   ' }]).notReady).toEqual([['narrative']]);
});

test('an own wording is a decision too, and an empty one is not taken for an answer', () => {
  const opened = { ...openAnswer(mastung, ['narrative']), ownWording: true, why: 'Both called back' };
  expect(plan([opened]).notReady).toEqual([['narrative']]);
  expect(plan([{ ...opened, x: 'چھبیس، پھر تین' }]).decisions[0]?.x).toBe('چھبیس، پھر تین');
});

test('what is no number holds back the save instead of being saved as something else', () => {
  const opened = openAnswer(mastung, ['victim', mastung.members[1]?.member ?? '', 'v_count_best']);
  expect(plan([{ ...opened, wrong: 'not_number' }]).notReady).toHaveLength(1);
});

test('several answers stay open side by side and are saved at once', () => {
  const title = { ...openAnswer(mastung, ['e_title']), x: 'a' };
  const place = { ...openAnswer(mastung, ['e_place']), x: 'b' };
  const both = withOpened(withOpened([], title), place);
  expect(plan(both).edits.map((edit) => edit.path)).toEqual([['e_title'], ['e_place']]);
  expect(withOpened(both, { ...title, x: 'c' })).toHaveLength(2);
  expect(withoutPath(both, ['e_title'])).toEqual([place]);
});
