import { expect, test } from 'vitest';
import { DEFAULT_FORM } from '../../../static/src/capture/default_form';
import type { PathView } from '../../../static/src/journey';
import { arrange, conflictsIn, placesIn, type Block, type MemberBlock } from '../../../static/src/ui/review/arrange';
import { keyOf } from '../../../static/src/ui/review/members';
import { NO_QUESTIONS, questionsOf, type Questions } from '../../../static/src/ui/review/questions';
import { amina, mastung, member, settled, there, value } from './case';

const questions = questionsOf(DEFAULT_FORM);
const blocks = arrange(mastung, questions);
const block = (name: string) => blocks.find((one) => one.section?.name === name);

function pathsIn(shown: readonly Block[]): readonly string[] {
  const ofMember = (one: MemberBlock): readonly PathView[] => [...one.answers.map((answer) => answer.view), ...one.nested.flatMap(ofMember)];
  return shown.flatMap((one) => [...one.answers.map((answer) => answer.view), ...one.members.flatMap(ofMember)]).map((view) => view.path.join('/')).sort();
}

test('a testimony is read in the order of its form', () => {
  const names = blocks.map((one) => one.section?.name ?? 'unknown');
  const order = DEFAULT_FORM.q.map((node) => node.n);
  expect(names.filter((name) => order.includes(name))).toEqual(order.filter((name) => names.includes(name)));
  expect(block('event')?.answers.map((answer) => answer.name).slice(0, 2)).toEqual(['e_title', 'e_type']);
});

test('every answer of every testimony is on the screen, known to the form or not', () => {
  const all = mastung.paths.filter((view) => view.path.length !== 2).map((view) => view.path.join('/')).sort();
  expect(pathsIn(blocks)).toEqual(all.filter((path) => !path.endsWith('/of')));
  expect(pathsIn(arrange(mastung, NO_QUESTIONS))).toEqual(all);
});

test('a question that the form does not know comes last, by its raw name', () => {
  const last = blocks.at(-1);
  expect(last?.section).toBeNull();
  expect(last?.answers.map((answer) => [answer.name, answer.question])).toEqual([['z_new_question', null]]);
});

test('a known name at a place where the form does not ask it is shown raw, not under the wrong question', () => {
  const odd = { ...mastung, paths: [settled(['v_sex'], value('01', 'm', [amina]))], members: [] };
  expect(arrange(odd, questions).at(-1)?.answers[0]).toMatchObject({ name: 'v_sex', question: null });
});

test('an answer to whom something was done stands inside the act, and is not shown twice', () => {
  const act = block('act')?.members[0];
  expect(act?.nested.map((nested) => nested.collection)).toEqual(['act_victim']);
  expect(act?.nested[0]?.answers.map((answer) => answer.name)).toEqual(['av_ref']);
  expect(block('act_victim')).toBeUndefined();
});

test('members whose parent is missing, or who name each other in a ring, are still shown', () => {
  const ring: Questions = { byName: new Map(), sections: ['act', 'act_victim'].map((name, index) => ({ name, label: null, repeats: true, inside: index === 0 ? 'act_victim' : 'act', questions: [] })) };
  const paths = [settled(['act', member(1), 'of'], value('01', member(2), [amina])), settled(['act_victim', member(2), 'of'], value('01', member(1), [amina]))];
  const lost = settled(['act_victim', member(3), 'of'], value('01', member(9), [amina]));
  const shown = arrange({ ...mastung, paths: [...paths, lost], members: [] }, ring);
  expect(shown.flatMap((one) => one.members.map((each) => each.member))).toEqual([member(1), member(2), member(3)]);
});

test('two members with the same id in two collections hide nothing of each other', () => {
  const twins = [settled(['victim', member(1), 'v_sex'], value('01', 'm', [amina])), settled(['perp', member(1), 'p_type'], value('01', 'unknown', [amina]))];
  expect(pathsIn(arrange({ ...mastung, paths: twins, members: [there('victim', member(1))] }, questions))).toHaveLength(2);
});

test('a member keeps the number it is called by when another is taken out', () => {
  const only = { ...mastung, members: [there('victim', member(2))], paths: [settled(['victim', member(2), 'v_no'], value('01', 'V2', [amina]))] };
  expect(arrange(only, questions).find((one) => one.section?.name === 'victim')?.members.map((one) => one.number)).toEqual([2]);
});

test('a member that was taken out but edited by another keeps its flag and its answers', () => {
  const victim = block('victim')?.members[1];
  expect(victim?.state).toBe('removed_but_edited');
  expect(victim?.answers.map((answer) => answer.name)).toEqual(['v_count_best', 'v_activity']);
});

test('a name is never asked for on the reviewer’s screen', () => {
  const asked = blocks.flatMap((one) => [...one.unanswered, ...one.members.flatMap((each) => each.unanswered)]);
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((question) => question.compartment === 'identity')).toEqual([]);
});

test('whoever edits an answer of a member that is taken out meanwhile finds the editor again', () => {
  const places = placesIn(blocks);
  expect(places.has(keyOf(['perp', member(1), 'p_type']))).toBe(false);
  expect(places.has(keyOf(['victim', member(2), 'v_count_best']))).toBe(true);
  expect(places.has(keyOf(['r_note']))).toBe(true);
});

test('conflicts are found wherever they are, in the order of the screen', () => {
  expect(conflictsIn(blocks).map((answer) => answer.name)).toEqual(['v_count_best', 'narrative']);
});

test('a testimony with 2,000 answers is arranged within half a second', () => {
  const many = Array.from({ length: 2_000 }, (_, index) => settled(['victim', member(1 + Math.floor(index / 20)), `v_${index % 20}`], value('01', index, [amina])));
  const began = performance.now();
  expect(pathsIn(arrange({ ...mastung, paths: many, members: [] }, questions))).toHaveLength(2_000);
  expect(performance.now() - began).toBeLessThan(500);
});
