/** What a form from outside works out by itself while it is asked. Fetched with the first such form. */
import { isEmpty, setAnswer } from './answers';
import type { Answers } from './answers';
import { newMember } from './edit';
import type { Moment } from './evaluate';
import type { Form } from './form';
import { Tree, walk } from './tree';

/**
 * What follows from an answer and is itself one: members that a count asks for, and calculations that are kept. Ends, because members are only
 * added and what is kept stays.
 */
export function settled(form: Form, answers: Answers, today: string, moment: Moment, random: () => Uint8Array): Answers {
  let left = answers;
  for (let again = true; again; ) {
    again = false;
    const tree = new Tree(form, left, today, moment);
    for (const item of walk(tree.items)) {
      if (item.node.keep && isEmpty(item.answer) && tree.textOf(item) !== '') {
        left = setAnswer(left, item.path, tree.textOf(item));
        again = true;
      }
      if (item.kind !== 'repeat' || item.node.cnt === undefined || !tree.isRelevant(item)) continue;
      for (let missing = tree.countOf(item) - item.children.length; missing > 0; missing -= 1) {
        left = newMember(form, left, today, item.node.n, item.member?.id ?? null, random(), moment).answers;
        again = true;
      }
    }
  }
  return left;
}
