/**
 * Which answers are sealed, and for whom. What is not relevant is never sealed, whatever was typed before it became so; what was
 * typed is sealed byte for byte. While a gate says stop nothing is sealed at all.
 */
import { GIVEN, PARENT, isEmpty } from './answers';
import type { Answer, Answers, Path } from './answers';
import { check } from './check';
import type { Moment } from './evaluate';
import type { Form } from './form';
import { Tree, walk } from './tree';
import type { Item } from './tree';

export interface SealField {
  readonly path: Path;
  readonly value: Exclude<Answer, null>;
  readonly compartment: 'testimony' | 'identity';
}

/** Throws while a problem blocks: the screens show it first, and sealing must not be a way round them. */
export function sealFields(form: Form, answers: Answers, today: string, moment: Moment | null = null): readonly SealField[] {
  const tree = new Tree(form, answers, today, moment);
  const blocking = check(tree).find((problem) => problem.blocks);
  if (blocking) throw new RangeError(`${blocking.item.node.n}: ${blocking.kind}`);
  return fieldsOf(tree, tree.items);
}

function fieldsOf(tree: Tree, items: readonly Item[]): readonly SealField[] {
  return items.flatMap((item) => {
    if (item.node.later || !tree.isRelevant(item)) return [];
    if (item.kind === 'question') return fieldOf(tree, item);
    return item.kind === 'member' ? membersFields(tree, item) : fieldsOf(tree, item.children);
  });
}

/** A nested member names its parent, so that it can be found again; a member without any answer is left out. */
function membersFields(tree: Tree, item: Item): readonly SealField[] {
  const fields = fieldsOf(tree, item.children);
  const parent = item.member?.fields[PARENT];
  if (fields.length === 0 || typeof parent !== 'string') return fields;
  return [{ path: [...item.path, PARENT], value: parent, compartment: 'testimony' }, ...fields];
}

function said(path: Path, value: Answer, compartment: SealField['compartment']): readonly SealField[] {
  return value === null || isEmpty(value) ? [] : [{ path, value, compartment }];
}

function fieldOf(tree: Tree, item: Item): readonly SealField[] {
  const { cmp, calc } = item.node;
  if (cmp !== 'testimony' && cmp !== 'identity') return [];
  const value: Answer = calc === undefined ? item.answer : tree.textOf(item);
  const beside = [...item.path.slice(0, -1), GIVEN + item.node.n];
  const given = item.node.t === 'date' ? (item.member ?? tree.answers).fields[beside.at(-1) ?? ''] : null;
  return [said(item.path, value, cmp), said(beside, given ?? null, cmp)].flat();
}

/** How many answers go to whom, for the last screen before sealing. */
export function countSealed(tree: Tree): { readonly testimony: number; readonly identity: number } {
  const asked = walk(tree.items).filter((item) => item.kind === 'question' && item.node.calc === undefined && !isEmpty(item.answer) && tree.isRelevant(item));
  const count = (compartment: string): number => asked.filter((item) => item.node.cmp === compartment).length;
  return { testimony: count('testimony'), identity: count('identity') };
}
