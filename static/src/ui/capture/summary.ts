/** A few words about a member of a repeat, so that a person finds it again on the screen of the phone on which it was written. */
import { isEmpty } from '../../capture/answers';
import { shownAnswer } from '../../capture/choices';
import { isAsked } from '../../capture/form';
import type { Language } from '../../capture/form';
import { walk } from '../../capture/tree';
import type { Item, Tree } from '../../capture/tree';

const MOST_WORDS = 3;
const SHORT = 40;
/** A name in one script must not turn the order of the words around it. */
const ISOLATE = '\u2068';
const END_ISOLATE = '\u2069';

export function memberSummary(tree: Tree, member: Item, language: Language): string {
  return answered(tree, member)
    .slice(0, MOST_WORDS)
    .map((item) => `${ISOLATE}${shownAnswer(tree, item, language)}${END_ISOLATE}`)
    .join(' · ');
}

/** Names first, then what was chosen; long texts say too much for one line. */
function answered(tree: Tree, member: Item): readonly Item[] {
  const questions = walk(member.children).filter((item) => item.kind === 'question' && isAsked(item.node) && tree.isRelevant(item) && !isEmpty(item.answer));
  const names = questions.filter((item) => item.node.cls === 'direct' && item.node.t === 'text').slice(0, 1);
  const chosen = questions.filter((item) => item.node.t !== 'text' || (!names.includes(item) && tree.textOf(item).length <= SHORT && item.node.cls !== 'direct'));
  return [...names, ...chosen.filter((item) => item.node.t !== 'date')];
}
