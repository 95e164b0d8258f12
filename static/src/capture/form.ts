/**
 * A compiled form (server/forms/compile_form.py) as the phone reads it.
 *
 * The form is data: expressions are small trees that were parsed and judged where the form was made. Nothing here evaluates or draws.
 */
import type { Text } from './languages';

export type { Language, Text } from './languages';
export type Expression =
  | number
  | { readonly s: string }
  | { readonly r: string }
  | { readonly dot: 1 }
  | { readonly col: string }
  | readonly [string, ...Expression[]];

export type QuestionType =
  | 'text'
  | 'integer'
  | 'decimal'
  | 'date'
  | 'time'
  | 'dateTime'
  | 'geopoint'
  | 'geotrace'
  | 'geoshape'
  | 'select_one'
  | 'select_multiple'
  | 'calculate'
  | 'note'
  | 'image'
  | 'audio'
  | 'video'
  | 'file';
export type Compartment = 'identity' | 'testimony' | 'review';

export interface Choice {
  readonly v: string;
  readonly l: Text;
  readonly x?: Readonly<Record<string, string>>;
}
export interface FormNode {
  readonly n: string;
  readonly t: QuestionType | 'group' | 'repeat';
  readonly l?: Text;
  readonly h?: Text;
  readonly rel?: Expression;
  readonly con?: Expression;
  readonly cm?: Text;
  readonly calc?: Expression;
  /** A calculation that is worked out once and kept. */
  readonly keep?: true;
  /** Shown and not asked. */
  readonly ro?: true;
  /** How many members a repeat has. */
  readonly cnt?: Expression;
  readonly req?: true | Expression;
  readonly rm?: Text;
  readonly d?: Expression;
  /** While it is true, nothing after this question may be entered. */
  readonly stop?: Expression;
  readonly sm?: Text;
  /** When it stops, what was entered may not even be kept as a draft. */
  readonly del?: true;
  readonly list?: string;
  readonly from?: string;
  readonly f?: Expression;
  readonly a?: string;
  readonly later?: true;
  readonly c?: readonly FormNode[];
  readonly cls?: 'direct' | 'quasi' | 'sensitive' | 'safe';
  readonly cmp?: Compartment;
  readonly gen?: string;
}
export interface Form {
  readonly id: string;
  readonly version: string;
  readonly title: Text;
  readonly lists: Readonly<Record<string, readonly Choice[]>>;
  readonly q: readonly FormNode[];
}

const TYPES: ReadonlySet<string> = new Set([
  'text', 'integer', 'decimal', 'date', 'time', 'dateTime', 'geopoint', 'geotrace', 'geoshape', 'select_one', 'select_multiple', 'calculate', 'note', 'image', 'audio', 'video', 'file', 'group', 'repeat',
] satisfies FormNode['t'][]);

/** The one place where JSON becomes a Form. Throws a TypeError that names the node. */
export function readForm(data: unknown): Form {
  assertForm(data);
  return data;
}

function assertForm(data: unknown): asserts data is Form {
  if (!isRecord(data) || typeof data['id'] !== 'string' || typeof data['version'] !== 'string' || !isRecord(data['lists']) || !isText(data['title'])) throw new TypeError('not a form');
  for (const [name, list] of Object.entries(data['lists'])) {
    if (!Array.isArray(list) || !list.every((choice) => isRecord(choice) && typeof choice['v'] === 'string' && isText(choice['l']))) throw new TypeError(`list ${name}`);
  }
  checkNodes(data['q'], data['lists']);
}

function checkNodes(nodes: unknown, lists: Readonly<Record<string, unknown>>): void {
  if (!Array.isArray(nodes)) throw new TypeError('nodes');
  for (const node of nodes) {
    if (!isRecord(node) || typeof node['n'] !== 'string' || typeof node['t'] !== 'string' || !TYPES.has(node['t'])) throw new TypeError('node');
    const structure = node['t'] === 'group' || node['t'] === 'repeat';
    const list = node['list'];
    if (list !== undefined && (typeof list !== 'string' || !(list in lists))) throw new TypeError(`list of ${node['n']}`);
    if (structure) checkNodes(node['c'], lists);
    else if (node['t'] !== 'note' && (typeof node['cmp'] !== 'string' || typeof node['cls'] !== 'string')) throw new TypeError(`class of ${node['n']}`);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  return isRecord(value) && typeof value['en'] === 'string' && typeof value['ur'] === 'string';
}

const INDEXES = new WeakMap<Form, ReadonlyMap<string, readonly FormNode[]>>();

/** The way from the top to each node, itself last, by its name. */
export function waysOf(form: Form): ReadonlyMap<string, readonly FormNode[]> {
  const known = INDEXES.get(form);
  if (known) return known;
  const ways = new Map<string, readonly FormNode[]>();
  const walk = (nodes: readonly FormNode[], above: readonly FormNode[]): void => {
    for (const node of nodes) {
      const way = [...above, node];
      ways.set(node.n, way);
      walk(node.c ?? [], way);
    }
  };
  walk(form.q, []);
  INDEXES.set(form, ways);
  return ways;
}

/** The collection that holds a question: the nearest repeat above it, or null for the record itself. */
export function collectionOf(form: Form, name: string): string | null {
  return waysOf(form).get(name)?.findLast((node) => node.t === 'repeat' && node.n !== name)?.n ?? null;
}

const NEVER_ASKED: ReadonlySet<string> = new Set(['image', 'audio', 'video', 'file', 'geotrace', 'geoshape', 'calculate'] satisfies FormNode['t'][]);

/** Media, questions of review and those that the software fills are not asked on a phone. */
export function isAsked(node: FormNode): boolean {
  if (node.later || node.a === 'hidden' || node.cmp === 'review') return false;
  return node.c ? node.c.some(isAsked) : !NEVER_ASKED.has(node.t);
}
