/**
 * The form filled with answers: every question that exists now, with its relevance, its text and its scope.
 *
 * A tree is made anew after each answer and never changed. Relevance and calculations are worked out when they are first asked for,
 * and once, so that the order of questions does not matter and twenty victims cost what they are.
 */
import { PARENT, positionOf } from './answers';
import type { Answer, Answers, Member, Path } from './answers';
import { isTrue, toText } from './evaluate';
import type { Scope } from './evaluate';
import { waysOf } from './form';
import type { Choice, Form, FormNode } from './form';
import { answerText } from './values';

export interface Item {
  readonly node: FormNode;
  /** Questions and groups: the same node's place; a repeat has one item, whose children are one item a member. */
  readonly kind: 'question' | 'group' | 'repeat' | 'member';
  readonly path: Path;
  readonly above: Item | null;
  readonly member: Member | null;
  readonly children: readonly Item[];
  readonly answer: Answer;
}

export class Tree {
  readonly form: Form;
  readonly answers: Answers;
  readonly today: string;
  readonly items: readonly Item[];
  private readonly relevance = new Map<Item, boolean | null>();
  private readonly texts = new Map<Item, string>();

  constructor(form: Form, answers: Answers, today: string) {
    this.form = form;
    this.answers = answers;
    this.today = today;
    this.items = grow(form.q, null, answers);
  }

  isRelevant(item: Item): boolean {
    const known = this.relevance.get(item);
    if (known === null) throw new Error(`the relevance of ${item.node.n} depends on itself`);
    if (known !== undefined) return known;
    this.relevance.set(item, null);
    const own = item.kind === 'member' || item.node.rel === undefined;
    const relevant = (item.above === null || this.isRelevant(item.above)) && (own || isTrue(item.node.rel, this.scope(item)));
    this.relevance.set(item, relevant);
    return relevant;
  }

  /** The answer as expressions see it, calculated if it is a calculation; empty if it is not relevant. */
  textOf(item: Item): string {
    const known = this.texts.get(item);
    if (known !== undefined) return known;
    let text = '';
    if (this.isRelevant(item)) text = item.node.calc === undefined ? answerText(item.answer) : toText(item.node.calc, this.scope(item));
    this.texts.set(item, text);
    return text;
  }

  isRequired(item: Item): boolean {
    const rule = item.node.req;
    return rule !== undefined && (rule === true || isTrue(rule, this.scope(item)));
  }

  /** `own` is read late: a question's own text may be what is being worked out. */
  scope(item: Item, choice?: Choice): Scope {
    const own = item.node.calc === undefined && item.kind === 'question' ? answerText(item.answer) : '';
    const base = { read: (question: string): readonly string[] => this.read(question, item), own, position: numberOf(item), today: this.today };
    return choice ? { ...base, choice } : base;
  }

  private read(question: string, from: Item): readonly string[] {
    return this.find(question, from)
      .filter((item) => this.isRelevant(item))
      .map((item) => this.textOf(item));
  }

  /** The items of a question as seen from another: within a member that both share there is one. */
  find(question: string, from: Item | null): readonly Item[] {
    const way = waysOf(this.form).get(question);
    if (!way) return [];
    let common = from;
    while (common && !way.includes(common.node)) common = common.above;
    let found: readonly Item[] = common ? [common] : this.items.filter((item) => item.node === way[0]);
    for (const node of way.slice(common ? way.indexOf(common.node) + 1 : 1)) {
      found = found.flatMap((item) => (item.kind === 'repeat' ? item.children : [item])).flatMap((item) => item.children.filter((child) => child.node === node));
    }
    return found;
  }
}

function grow(nodes: readonly FormNode[], above: Item | null, answers: Answers): readonly Item[] {
  return nodes.map((node) => (node.t === 'repeat' ? growRepeat(node, above, answers) : growOne(node, above, answers)));
}

interface Growing extends Item {
  children: readonly Item[];
}

/** One shape for all items: there are a thousand in a record of twenty victims, made anew after each answer. */
function make(node: FormNode, kind: Item['kind'], path: Path, above: Item | null, member: Member | null, answer: Answer = null): Growing {
  return { node, kind, path, above, member, children: [], answer };
}

function growOne(node: FormNode, above: Item | null, answers: Answers): Item {
  const member = above?.member ?? null;
  if (node.t === 'group') {
    const group = make(node, 'group', [node.n], above, member);
    group.children = grow(node.c ?? [], group, answers);
    return group;
  }
  const path = member === null ? [node.n] : [memberRepeat(above), member.id, node.n];
  return make(node, 'question', path, above, member, (member === null ? answers : member).fields[node.n] ?? null);
}

function memberRepeat(item: Item | null): string {
  let at = item;
  while (at && at.kind !== 'member') at = at.above;
  return at?.node.n ?? '';
}

function growRepeat(node: FormNode, above: Item | null, answers: Answers): Item {
  const parent = above?.member ?? null;
  const repeat = make(node, 'repeat', [node.n], above, parent);
  const members = (answers.members[node.n] ?? []).filter((member) => (member.fields[PARENT] ?? null) === (parent?.id ?? null));
  repeat.children = members.map((member) => {
    const item = make(node, 'member', [node.n, member.id], repeat, member);
    item.children = grow(node.c ?? [], item, answers);
    return item;
  });
  return repeat;
}

function numberOf(item: Item): number {
  return item.member ? positionOf(item.member.id) : 1;
}

/** All items below and including these, in the form's order. */
export function walk(items: readonly Item[]): readonly Item[] {
  const found: Item[] = [];
  const visit = (some: readonly Item[]): void => {
    for (const item of some) {
      found.push(item);
      visit(item.children);
    }
  };
  visit(items);
  return found;
}
