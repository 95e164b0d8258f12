/** The screens' edits under the real rules of evidence: what a coordinator taps must never take away what somebody said. */
import { expect, test } from 'vitest';
import { brand, fromHex, hex, type ChangeId, type DeviceId, type ValueId } from '../../../static/src/format/bytes';
import { sortedIds, type Known, type Path as FormatPath, type RecordId } from '../../../static/src/format/change';
import { fold } from '../../../static/src/format/history';
import type { Author, Edit, Path, Testimony } from '../../../static/src/journey';
import { openAnswer, plan } from '../../../static/src/ui/review/edits';
import { bringingBack, keeping, removal } from '../../../static/src/ui/review/members';
import { amina, bilal, gul, member, RECORD } from './case';

const bytes = (text: string) => fromHex(text) ?? new Uint8Array();
const record = brand<RecordId>(bytes(RECORD));
const pathOf = (path: Path) => path.map((part, index) => (index === 1 ? bytes(part) : part)) as unknown as FormatPath;
const authors = [amina, bilal, gul];
const authorOf = (id: Uint8Array): Author => authors.find((one) => one.deviceId === hex(id)) ?? amina;

/** What a person's device holds after these changes, as the screen shows it. */
function shown(known: readonly Known[]): Testimony {
  const folded = fold(record, known);
  const said = (path: FormatPath) => path.map((part) => (typeof part === 'string' ? part : hex(part)));
  return {
    record: RECORD,
    pseudonym: 'T-7KQ4M2',
    form: ['gawahi_default', '1'],
    paths: folded.paths.map(({ path, state, values, parallel }) => ({
      path: said(path),
      state,
      parallel,
      values: values.map((value) => ({ valueId: hex(value.id), x: value.x, authors: value.said.map((one) => authorOf(one.author)), time: 0, why: value.said[0]?.why ?? null })),
    })),
    members: folded.members.map((one) => ({ collection: one.collection, member: hex(one.member), state: one.state })),
    waiting: folded.waiting.length,
    hasIdentity: false,
    withdrawn: false,
    history: folded.applied.map(({ changeId, author, change }) => ({
      changeId: hex(changeId),
      author: authorOf(author),
      time: 0,
      ops: change.ops.map((op) => ({ path: said(op.p), x: op.x, why: op.why ?? null, replaced: [] })),
    })),
  };
}

let count = 0;
function written(by: Author, seen: readonly Known[], edits: readonly Edit[], why?: string): Known {
  count += 1;
  const ops = edits.map(({ path, x, sawValueIds }) => {
    const op = { p: pathOf(path), x, r: sortedIds(sawValueIds.map((id) => brand<ValueId>(bytes(id)))) };
    return why === undefined ? op : { ...op, why };
  });
  const change = { record, compartment: 'testimony' as const, form: ['gawahi_default', '1'] as const, time: 0, saw: fold(record, seen).frontier, ops };
  return { changeId: brand<ChangeId>(bytes(count.toString(16).padStart(64, '0'))), author: brand<DeviceId>(bytes(by.deviceId)), change };
}

const victim = ['victim', member(1)] as const;
const best = [...victim, 'v_count_best'];
const first = written(amina, [], [
  { path: best, x: 26, sawValueIds: [] },
  { path: [...victim, 'v_outcome'], x: 'killed', sawValueIds: [] },
  { path: ['e_title'], x: 'زائرین، مستونگ', sawValueIds: [] },
]);
const valuesAt = (testimony: Testimony, path: Path) => testimony.paths.find((view) => view.path.join() === path.join())?.values.map((value) => value.x) ?? [];
const block = (testimony: Testimony) => ({ collection: 'victim', member: member(1), state: testimony.members[0]?.state ?? 'there', nested: [] }) as const;

test('two people who edit the same figure apart are both kept, and a decision replaces exactly the two', () => {
  const edited = (by: Author, x: number) => written(by, [first], plan([{ ...openAnswer(shown([first]), best), x }]).edits);
  const all = [first, edited(bilal, 29), edited(gul, 27)];
  expect(valuesAt(shown(all), best)).toEqual([29, 27]);
  const [decision] = plan([{ ...openAnswer(shown(all), best), x: 29, why: 'The list of the hospital' }]).decisions;
  if (!decision) throw new Error('no decision');
  expect(valuesAt(shown([...all, written(amina, all, [decision], decision.why)]), best)).toEqual([29]);
});

test('an edit saved after another account arrived makes a conflict, never a loss', () => {
  const opened = { ...openAnswer(shown([first]), ['e_title']), x: 'Bus near Mastung' };
  const other = written(bilal, [first], plan([{ ...openAnswer(shown([first]), ['e_title']), x: 'بس' }]).edits);
  const late = written(amina, [first, other], plan([opened]).edits);
  expect(valuesAt(shown([first, other, late]), ['e_title']).toSorted()).toEqual(['Bus near Mastung', 'بس']);
});

test('a victim that is taken out while another edits it stays, and keeping it keeps that edit', () => {
  const out = written(gul, [first], removal(shown([first]), block(shown([first]))));
  expect(shown([first, out]).members[0]?.state).toBe('removed');
  const edit = written(bilal, [first], plan([{ ...openAnswer(shown([first]), best), x: 29 }]).edits);
  const both = [first, out, edit];
  expect(shown(both).members[0]?.state).toBe('removed_but_edited');
  const kept = shown([...both, written(amina, both, keeping(shown(both), 'victim', member(1)))]);
  expect(kept.members[0]?.state).toBe('there');
  expect(valuesAt(kept, best)).toEqual([29]);
});

test('what is brought back says again what it said last, and survives a removal that had not seen it', () => {
  const out = written(gul, [first], removal(shown([first]), block(shown([first]))));
  const gone = [first, out];
  const back = written(bilal, gone, bringingBack(shown(gone), 'victim', member(1)));
  expect(valuesAt(shown([...gone, back]), best)).toEqual([26]);
  const again = written(amina, gone, removal(shown(gone), block(shown(gone))));
  const all = [...gone, back, again];
  const settled = shown([...all, written(amina, all, keeping(shown(all), 'victim', member(1)))]);
  expect(valuesAt(settled, best)).toEqual([26]);
  expect(valuesAt(settled, [...victim, 'v_outcome'])).toEqual(['killed']);
});
