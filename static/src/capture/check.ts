/**
 * What stands in the way of a record: gates that say stop, answers that cannot be right, questions not answered.
 *
 * Only a missing answer after the gate does not hinder sealing: what a witness has said must reach safety even if it is incomplete.
 */
import { isEmpty } from './answers';
import type { Answer, Path } from './answers';
import { choicesOf } from './choices';
import { isTrue } from './evaluate';
import { isAsked } from './form';
import type { FormNode, Text } from './form';
import { walk } from './tree';
import type { Item, Tree } from './tree';
import { isDate } from './values';

export type ProblemKind = 'stop' | 'required' | 'type' | 'choice' | 'constraint';

export interface Problem {
  readonly kind: ProblemKind;
  readonly path: Path;
  readonly item: Item;
  /** The form's own words, if it has any. */
  readonly message: Text | null;
  readonly blocks: boolean;
}

/** A tree never changes, and several parts of a screen ask the same of it. */
const CHECKED = new WeakMap<Tree, readonly Problem[]>();

/** In the form's order. */
export function check(tree: Tree): readonly Problem[] {
  const known = CHECKED.get(tree);
  if (known) return known;
  const gate = lastGateGroup(tree);
  const problems = tree.items.flatMap((top, at) => problemsIn(tree, [top], at <= gate));
  CHECKED.set(tree, problems);
  return problems;
}

/** The problems of some items and all below them. `gated`: a missing answer blocks. */
export function problemsIn(tree: Tree, items: readonly Item[], gated: boolean): readonly Problem[] {
  const found: Problem[] = [];
  for (const item of walk(items)) {
    if (item.kind !== 'question' || !isAsked(item.node) || isLater(item) || !tree.isRelevant(item)) continue;
    const kind = problemOf(tree, item);
    if (kind) found.push({ kind, path: item.path, item, message: messageOf(tree, item, kind), blocks: kind !== 'required' || gated });
  }
  return found;
}

function problemOf(tree: Tree, item: Item): ProblemKind | null {
  const { node, answer } = item;
  if (isEmpty(answer)) return tree.isRequired(item) ? 'required' : null;
  if (!fitsType(item)) return 'type';
  if (!fitsChoices(tree, item)) return 'choice';
  if (node.stop !== undefined && isTrue(node.stop, tree.scope(item))) return 'stop';
  return node.con === undefined || isTrue(node.con, tree.scope(item)) ? null : 'constraint';
}

/** A gate that stops because its answer contradicts others says so, with the words for that. */
function messageOf(tree: Tree, item: Item, kind: ProblemKind): Text | null {
  const { node } = item;
  const contradicts = node.con !== undefined && !isTrue(node.con, tree.scope(item));
  if (contradicts && (kind === 'stop' || kind === 'constraint')) return node.cm ?? null;
  if (kind === 'required') return node.rm ?? null;
  return kind === 'stop' ? (node.sm ?? null) : null;
}

type Fits = (answer: string) => boolean;
const FITS: Partial<Record<FormNode['t'], Fits>> = {
  decimal: (answer) => /^-?\d+(\.\d+)?$/.test(answer),
  date: isDate,
  time: (answer) => /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(answer),
  dateTime: (answer) => isDate(answer.slice(0, 10)) && /^T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(answer.slice(10)),
  geopoint: isPoint,
};

function fitsType({ node, answer }: Item): boolean {
  if (node.t === 'integer') return typeof answer === 'number' && Number.isSafeInteger(answer);
  if (node.t === 'select_multiple') return isTexts(answer);
  return typeof answer === 'string' && (FITS[node.t]?.(answer) ?? true);
}

function isTexts(answer: Answer): answer is readonly string[] {
  return typeof answer === 'object' && answer !== null;
}

function isPoint(answer: string): boolean {
  const parts = /^(-?\d{1,2}(?:\.\d+)?) (-?\d{1,3}(?:\.\d+)?)$/.exec(answer);
  return parts !== null && Math.abs(Number(parts[1])) <= 90 && Math.abs(Number(parts[2])) <= 180;
}

function fitsChoices(tree: Tree, item: Item): boolean {
  if (item.node.t !== 'select_one' && item.node.t !== 'select_multiple') return true;
  const offered = new Set(choicesOf(tree, item).map((choice) => choice.v));
  const chosen = isTexts(item.answer) ? item.answer : [String(item.answer)];
  return chosen.every((value) => offered.has(value));
}

/** In a part of the form that is not asked yet. */
function isLater(item: Item): boolean {
  return item.node.later === true || item.node.cmp === 'review' || (item.above !== null && isLater(item.above));
}

/** The place of the last top-level node that holds a gate, -1 without any. */
export function lastGateGroup(tree: Tree): number {
  return tree.items.findLastIndex((top) => walk([top]).some((item) => item.node.stop !== undefined));
}

/**
 * Whether what lies behind the gates may be entered. Null: yes. Else the first gate that says stop or has no answer yet
 * (`kind` required). A gate that is not relevant stands open.
 */
export function closedGate(tree: Tree): Problem | null {
  for (const item of walk(tree.items)) {
    if (item.node.stop === undefined || item.kind !== 'question' || !tree.isRelevant(item)) continue;
    const problem = problemsIn(tree, [item], true)[0];
    if (problem) return problem;
  }
  return null;
}
