/**
 * The form filled with answers: every question that exists now, with its relevance, its text and its scope.
 *
 * A tree is made anew after each answer and never changed. Relevance and calculations are worked out when they are first asked for,
 * and once, so that the order of questions does not matter and twenty victims cost what they are.
 */
import { PARENT, positionOf } from './answers';
import type { Answer, Answers, Member, Path } from './answers';
import { evaluate, isTrue, toText } from './evaluate';
import type { Moment, Place, Scope } from './evaluate';
import { waysOf } from './form';
import type { Choice, Form, FormNode } from './form';
import { saidIn } from './languages';
import { answerText, asNumber } from './values';

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
  readonly moment: Moment | null;
  private readonly relevance = new Map<Item, boolean | null>();
  private readonly texts = new Map<Item, string>();

  /** `moment`: for forms that ask for the time, for chance or for what a choice says. */
  constructor(form: Form, answers: Answers, today: string, moment: Moment | null = null) {
    this.form = form;
    this.answers = answers;
    this.today = today;
    this.moment = moment;
    this.items = grow(form.q, null, answers);
  }

  isRelevant(item: Item): boolean {
    const known = this.relevance.get(item);
    if (known === null) throw new Error(`the relevance of ${item.node.n} depends on itself`);
    if (known !== undefined) return known;
    this.relevance.set(item, null);
    const relevant = (item.above === null || this.isRelevant(item.above)) && this.isWanted(item);
    this.relevance.set(item, relevant);
    return relevant;
  }

  private isWanted(item: Item): boolean {
    const { cnt, rel } = item.node;
    // Members beyond the count stay where they are, in case it was a slip; nothing of them is sealed.
    if (item.kind === 'member') return cnt === undefined || item.above === null || item.above.children.indexOf(item) < this.countOf(item.above);
    return rel === undefined || isTrue(rel, this.scope(item));
  }

  /** How many members a repeat shall have; as many as there are, if the form does not say. */
  countOf(repeat: Item): number {
    const { cnt } = repeat.node;
    if (cnt === undefined) return repeat.children.length;
    const count = Math.trunc(asNumber(evaluate(cnt, this.scope(repeat))));
    return count > 0 ? Math.min(count, MOST_MEMBERS) : 0;
  }

  /** The answer as expressions see it, calculated if it is a calculation; empty if it is not relevant. */
  textOf(item: Item): string {
    const known = this.texts.get(item);
    if (known !== undefined) return known;
    let text = '';
    if (this.isRelevant(item)) text = isAnswer(item) ? answerText(item.answer) : toText(item.node.calc ?? NOTHING_SAID, this.scope(item));
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
    const place = this.moment === null ? undefined : this.place(item, this.moment);
    const base = { read: (question: string): readonly string[] => this.read(question, item), own, position: positionOutside(item, 0), today: this.today, ...(place && { place }) };
    return choice ? { ...base, choice } : base;
  }

  private read(question: string, from: Item): readonly string[] {
    return this.find(question, from)
      .flatMap((item) => (item.kind === 'repeat' ? item.children : [item]))
      .filter((item) => this.isRelevant(item))
      .map((item) => (item.kind === 'question' ? this.textOf(item) : ''));
  }

  private place(item: Item, moment: Moment): Place {
    const say = (choice: Choice): string => saidIn(choice.l, moment.language);
    return {
      moment,
      say,
      everywhere: (question) => this.find(question, null).map((one) => this.textOf(one)),
      outside: (levels) => positionOutside(item, levels),
      choices: (list) => this.form.lists[list] ?? [],
      labelOf: (question, value) => {
        const list = this.form.lists[waysOf(this.form).get(question)?.at(-1)?.list ?? ''] ?? [];
        const choice = list.find(({ v }) => v === value);
        return choice === undefined ? value : say(choice);
      },
    };
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

/** More would stop a phone, and a count is somebody's typing. */
const MOST_MEMBERS = 500;
const NOTHING_SAID = { s: '' } as const;

/** Whether the text is what was answered, and not to be worked out (again). */
function isAnswer({ node, answer }: Item): boolean {
  return node.calc === undefined || (node.keep === true && answer !== null && answer !== '');
}

/** XPath's `position(..)`, and `levels` steps further: the number of the member that lies there; a group has no brothers of its name. */
function positionOutside(item: Item, levels: number): number {
  let at = item.above;
  for (let left = levels; left > 0 && at !== null; left -= 1) at = at.kind === 'member' ? (at.above?.above ?? null) : at.above;
  return at?.kind === 'member' && at.member !== null ? positionOf(at.member.id) : 1;
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
