/** The default form and answers for tests: who tells, and what was done to whom. */
import { readFileSync } from 'node:fs';
import { NOTHING, setAnswer } from '../../../static/src/capture/answers';
import type { Answer, Answers, Path } from '../../../static/src/capture/answers';
import { DEFAULT_FORM } from '../../../static/src/capture/default_form';
import { newMember } from '../../../static/src/capture/edit';
import { answersFromRecord } from '../../../static/src/capture/from_record';
import type { PlainRecord } from '../../../static/src/capture/from_record';
import type { Form, FormNode } from '../../../static/src/capture/form';
import { Tree, walk } from '../../../static/src/capture/tree';
import type { Item } from '../../../static/src/capture/tree';

export const TODAY = '2026-11-22';
export const FORM = DEFAULT_FORM;
export const MASTUNG: Readonly<Record<string, PlainRecord>> = JSON.parse(readFileSync(new URL('../../forms/mastung.json', import.meta.url), 'utf8'));

let drawn = 0;
/** Twelve bytes that never repeat, the same in every run of a test file. */
export function random(): Uint8Array {
  drawn += 1;
  return new Uint8Array(12).fill(drawn % 251);
}

export function recordOf(record: PlainRecord, form: Form = FORM): Answers {
  return answersFromRecord(form, record, TODAY, random);
}

/** A person who has agreed to everything, in a safe place. */
export const CONSENTING: PlainRecord = {
  record_kind: 'testimony',
  team_code: 'QA01',
  documenter_code: 'DOC7',
  record_date: TODAY,
  place_private: 'yes',
  source_is_child: 'adult',
  support_info_given: 'yes',
  proceed: 'go_on',
  consent_language: 'haz',
  consent_text_version: '2',
  consent_method: 'oral',
  c_internal: 'yes',
  c_statistics: 'yes',
  c_public_anon: 'ask_first',
  c_un: 'no',
  c_court_nat: 'no',
  c_court_int: 'no',
  c_partner: 'no',
  c_recontact: 'no',
};

export function treeOf(answers: Answers, form: Form = FORM): Tree {
  return new Tree(form, answers, TODAY);
}

export function item(tree: Tree, name: string, member?: string): Item {
  const found = walk(tree.items).find((one) => one.node.n === name && one.kind !== 'member' && (member === undefined || one.member?.id === member));
  if (!found) throw new Error(`no ${name}`);
  return found;
}

export function put(answers: Answers, path: Path, value: Answer): Answers {
  return setAnswer(answers, path, value);
}

export function addTo(answers: Answers, collection: string, parent: string | null = null, form: Form = FORM): { answers: Answers; id: string } {
  return newMember(form, answers, TODAY, collection, parent, random());
}

/** A small form of text questions, for one rule at a time. */
export function smallForm(...nodes: readonly Partial<FormNode>[]): Form {
  const whole = (node: Partial<FormNode>): FormNode => ({ n: 'a', t: 'text', cls: 'safe', cmp: 'testimony', ...node, ...(node.c ? { c: node.c.map(whole) } : {}) });
  const yes = { v: 'yes', l: { en: 'Yes', ur: 'ہاں' } };
  return { id: 'small', version: '1', title: { en: 'Small', ur: 'چھوٹا' }, lists: { yesno: [yes, { v: 'no', l: { en: 'No', ur: 'نہیں' } }] }, q: nodes.map(whole) };
}
export { NOTHING };
