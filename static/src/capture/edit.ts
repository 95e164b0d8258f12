/** New records and members with the form's defaults, and removals that leave no answer pointing at what is gone. */
import { NOTHING, addMember, isEmpty, setAnswer, withoutMember } from './answers';
import type { Answer, Answers } from './answers';
import { toText } from './evaluate';
import type { Form, FormNode } from './form';
import type { Moment } from './evaluate';
import { Tree, walk } from './tree';
import type { Item } from './tree';

export function newAnswers(form: Form, today: string, moment: Moment | null = null): Answers {
  const tree = new Tree(form, NOTHING, today, moment);
  return withDefaults(tree, tree.items);
}

/** `random`: 12 bytes. `parent` is the member that a nested collection hangs below, else null. */
export function newMember(form: Form, answers: Answers, today: string, collection: string, parent: string | null, random: Uint8Array, moment: Moment | null = null): { readonly answers: Answers; readonly id: string } {
  const added = addMember(answers, collection, parent, random);
  const tree = new Tree(form, added.answers, today, moment);
  const items = walk(tree.items).filter((item) => item.kind === 'member' && item.member?.id === added.id);
  return { answers: withDefaults(tree, items), id: added.id };
}

function withDefaults(tree: Tree, items: readonly Item[]): Answers {
  let answers = tree.answers;
  for (const item of walk(items)) {
    if (item.kind !== 'question' || item.node.d === undefined || !isEmpty(item.answer)) continue;
    answers = setAnswer(answers, item.path, typed(item.node, toText(item.node.d, tree.scope(item))));
  }
  return answers;
}

function typed(node: FormNode, text: string): Answer {
  if (text === '') return null;
  if (node.t === 'integer') return Number(text);
  return node.t === 'select_multiple' ? text.split(' ') : text;
}

/** Answers that had chosen the removed member ("V3") are emptied: the next new member could get its number. */
export function removeMember(form: Form, answers: Answers, today: string, id: string, moment: Moment | null = null): Answers {
  const before = new Tree(form, answers, today, moment);
  const gone = walk(before.items).filter((item) => item.kind === 'question' && item.member?.id === id);
  let left = answers;
  for (const item of walk(before.items)) {
    const source = gone.find((one) => one.node.n === item.node.from);
    if (source && item.answer === before.textOf(source)) left = setAnswer(left, item.path, null);
  }
  return withoutMember(left, id);
}
