import { expect, test } from 'vitest';
import { DEFAULT_FORM } from '../../../static/src/capture/default_form';
import { arrange } from '../../../static/src/ui/review/arrange';
import { bringingBack, keeping, lastSaid, removal, seenIds, valuesAt } from '../../../static/src/ui/review/members';
import { questionsOf } from '../../../static/src/ui/review/questions';
import { bilal, differing, gul, mastung, member, settled, value } from './case';

const id = (start: string) => start.padEnd(64, '0');

test('taking out a victim replaces all that was shown of it, and nothing else', () => {
  expect(seenIds(mastung, 'victim', member(1))).toEqual([id('01'), id('03')]);
  expect(removal(mastung, { collection: 'victim', member: member(1), state: 'there', nested: [] })).toEqual([{ path: ['victim', member(1)], x: false, sawValueIds: [id('01'), id('03')] }]);
});

test('what hangs on an act is taken out with it', () => {
  const act = arrange(mastung, questionsOf(DEFAULT_FORM)).find((block) => block.section?.name === 'act')?.members[0];
  if (!act) throw new Error('the act is not shown');
  expect(removal(mastung, act).map((edit) => edit.path)).toEqual([['act', member(1)], ['act_victim', member(1).replaceAll('5c', '6d')]]);
});

test('keeping a victim after all replaces the removal alone, so that its answers stay', () => {
  expect(keeping(mastung, 'victim', member(2))).toEqual([{ path: ['victim', member(2)], x: true, sawValueIds: [id('06')] }]);
});

test('keeping again what was brought back does not take its answers away', () => {
  const path = ['victim', member(4)];
  const answer = settled([...path, 'v_sex'], value('09', 'f', [bilal]));
  const disputed = differing(path, value('06', false, [gul]), value('09', true, [bilal]));
  expect(keeping({ ...mastung, paths: [answer, disputed] }, 'victim', member(4))[0]?.sawValueIds).toEqual([id('06')]);
});

test('bringing back gives the last answers again, over nothing', () => {
  expect(lastSaid(mastung.history, 'perp', member(1))).toEqual([{ field: 'p_type', x: 'armed_group' }]);
  expect(bringingBack(mastung, 'perp', member(1))).toEqual([
    { path: ['perp', member(1)], x: true, sawValueIds: [id('06')] },
    { path: ['perp', member(1), 'p_type'], x: 'armed_group', sawValueIds: [] },
  ]);
});

test('an answer that somebody still gives is not given again by bringing its member back', () => {
  expect(bringingBack(mastung, 'victim', member(1)).map((edit) => edit.path.length)).toEqual([2]);
});

test('an act can point at the victims that are there', () => {
  expect(valuesAt(mastung, 'v_no')).toEqual(['V1']);
});
