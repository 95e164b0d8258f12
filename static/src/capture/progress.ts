/** How far a record is, part by part of the form. */
import { isEmpty } from './answers';
import { check, closedGate } from './check';
import type { Problem } from './check';
import { isAsked } from './form';
import { walk } from './tree';
import type { Item, Tree } from './tree';

export interface Part {
  readonly item: Item;
  readonly state: 'empty' | 'partly' | 'complete' | 'problem';
  readonly answered: number;
  readonly questions: number;
  readonly missing: number;
  /** False while a gate before it is closed. */
  readonly reachable: boolean;
}

/** The parts that are asked and relevant, in order. An optional question left empty does not make a part incomplete. */
export function progress(tree: Tree): readonly Part[] {
  const problems = check(tree);
  const gate = closedGate(tree)?.item ?? null;
  let reachable = true;
  return tree.items.flatMap((item) => {
    if (!isAsked(item.node) || !tree.isRelevant(item)) return [];
    const part = partOf(tree, item, problems, reachable);
    if (gate && topOf(gate) === item) reachable = false;
    return [part];
  });
}

function partOf(tree: Tree, top: Item, problems: readonly Problem[], reachable: boolean): Part {
  const questions = walk([top]).filter((item) => item.kind === 'question' && isAsked(item.node) && item.node.t !== 'note' && tree.isRelevant(item));
  const answered = questions.filter((item) => !isEmpty(item.answer)).length;
  const own = problems.filter((problem) => topOf(problem.item) === top);
  const missing = own.filter((problem) => problem.kind === 'required').length;
  const state = own.length > missing ? 'problem' : answered === 0 ? 'empty' : missing > 0 ? 'partly' : 'complete';
  return { item: top, state, answered, questions: questions.length, missing, reachable };
}

export function topOf(item: Item): Item {
  let top = item;
  while (top.above) top = top.above;
  return top;
}
