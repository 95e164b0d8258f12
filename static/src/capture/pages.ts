/**
 * A form cut into screens: one group a screen, long groups in several, a repeat as a list of its members whose questions are
 * screens of their own. What lies behind a closed gate has no screen.
 *
 * Where a group is cut depends on the form alone, so that no question moves to another screen while it is answered.
 */
import { closedGate } from './check';
import type { Problem } from './check';
import { isAsked } from './form';
import { topOf } from './progress';
import { walk } from './tree';
import type { Item, Tree } from './tree';

const MOST_QUESTIONS = 6;
/** A member with so few questions is answered in the list itself. */
const FEW_QUESTIONS = 3;

export interface Page {
  /** Stays the same while answers come and go. */
  readonly id: string;
  readonly kind: 'questions' | 'members';
  /** The group, repeat or member that the page belongs to. */
  readonly of: Item;
  /** `questions`: the relevant ones. `members`: one item a member. */
  readonly items: readonly Item[];
  /** The id of the member inside which the page lies, null for the record's own pages. */
  readonly within: string | null;
  /** `members`: the questions stand in the list itself. */
  readonly inline: boolean;
  readonly part: number;
  readonly parts: number;
}

export function pagesOf(tree: Tree): readonly Page[] {
  const pages = cut(tree, tree.items, null);
  const gate = closedGate(tree);
  const last = gate ? pages.findIndex((page) => page.items.includes(gate.item)) : -1;
  return last < 0 ? pages : pages.slice(0, last + 1);
}

function cut(tree: Tree, items: readonly Item[], of: Item | null): readonly Page[] {
  const pages: Page[] = [];
  let run: Item[] = [];
  const endRun = (): void => {
    if (of) pages.push(...pagesOfRun(tree, run, of));
    run = [];
  };
  for (const item of items) {
    if (!isAsked(item.node) || (item.kind !== 'question' && !tree.isRelevant(item))) continue;
    if (item.kind === 'question') {
      run.push(item);
      continue;
    }
    endRun();
    pages.push(...(item.kind === 'repeat' ? pagesOfRepeat(tree, item) : cut(tree, item.children, item)));
  }
  endRun();
  return pages;
}

/** As many screens as the limit asks for, evenly filled; those without a relevant question are left out. */
function pagesOfRun(tree: Tree, run: readonly Item[], of: Item): readonly Page[] {
  const parts = Math.ceil(run.length / MOST_QUESTIONS);
  const size = Math.ceil(run.length / parts);
  const within = of.member?.id ?? null;
  const first = run[0]?.node.n ?? '';
  return Array.from({ length: parts || 0 }, (_, at): Page => {
    const items = run.slice(at * size, (at + 1) * size).filter((item) => tree.isRelevant(item));
    return { id: [within ?? '', of.node.n, first, at].join('/'), kind: 'questions', of, items, within, inline: false, part: at + 1, parts };
  }).filter((page) => page.items.length > 0);
}

function pagesOfRepeat(tree: Tree, repeat: Item): readonly Page[] {
  const inline = [...walkAsked(repeat)].length <= FEW_QUESTIONS;
  const within = repeat.member?.id ?? null;
  // Those beyond a count stay as they are, and are not asked.
  const items = repeat.children.filter((member) => tree.isRelevant(member));
  const list: Page = { id: [within ?? '', repeat.node.n].join('/'), kind: 'members', of: repeat, items, within, inline, part: 1, parts: 1 };
  return [list, ...(inline ? [] : items.flatMap((member) => cut(tree, member.children, member)))];
}

function* walkAsked(repeat: Item): Generator<string> {
  const below = function* (nodes: Item['node']['c']): Generator<string> {
    for (const node of nodes ?? []) {
      if (node.c) yield* below(node.c);
      else if (isAsked(node)) yield node.n;
    }
  };
  yield* below(repeat.node.c);
}

/** The page that "next" leads to: inside a member its own next one, after its last back to the list. Null: the end of the form. */
export function pageAfter(pages: readonly Page[], page: Page): Page | null {
  const after = pages.slice(placeOf(pages, page) + 1).find((other) => other.within === page.within);
  return after ?? listAround(pages, page);
}

export function pageBefore(pages: readonly Page[], page: Page): Page | null {
  const before = pages.slice(0, placeOf(pages, page)).findLast((other) => other.within === page.within);
  return before ?? listAround(pages, page);
}

/** Pages are made anew with each answer; their ids stay. */
function placeOf(pages: readonly Page[], page: Page): number {
  return pages.findIndex((other) => other.id === page.id);
}

/** The list that shows the member inside which a page lies. */
export function listAround(pages: readonly Page[], page: Page): Page | null {
  if (page.within === null) return null;
  return pages.find((other) => other.kind === 'members' && other.items.some((member) => member.member?.id === page.within)) ?? null;
}

/** Where a problem can be mended. */
export function pageOfProblem(pages: readonly Page[], problem: Problem): Page | null {
  return pageOfItem(pages, problem.item);
}

export function pageOfItem(pages: readonly Page[], item: Item): Page | null {
  const holds = (page: Page): boolean => page.items.includes(item) || (page.inline && walk(page.items).includes(item));
  return pages.find(holds) ?? pages.find((page) => page.of === item) ?? pages.find((page) => topOf(page.of) === topOf(item)) ?? null;
}
