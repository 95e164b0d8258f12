/**
 * Whether a form that came from outside may be asked here: what `gawahi form compile` promises is looked at once more, on the phone of who says the form and on
 * that of who asks it. Fetched with the first such form. The codes are those of `server/forms/findings.py`.
 */
import { utf8 } from '../format/bytes';
import { OWN_FORM } from '../format/team_form';
import type { FormFinding } from '../journey/forms';
import { type Form, type FormNode, readForm, waysOf } from './form';
import { FUNCTIONS } from './functions';
import { SPECIAL, giveMore } from './more';

export interface Judged {
  /** Null if there are problems. */
  readonly form: Form | null;
  readonly problems: readonly FormFinding[];
}

const NAME_LIMIT_BYTES = 128;
const BUILT_IN: ReadonlySet<string> = new Set(['and', 'or', 'if', 'position', 'today', '=', '!=', '<', '<=', '>', '>=', '+', '-', '*', 'div', 'mod', 'neg', ...SPECIAL]);
const RESERVED: ReadonlySet<string> = new Set(['of', 'gw_marks', ...Object.getOwnPropertyNames(Object.prototype), 'prototype']);
const EXPRESSIONS = ['rel', 'con', 'calc', 'cnt', 'd', 'stop', 'f', 'req'] as const satisfies readonly (keyof FormNode)[];
const TEXTS = ['l', 'h', 'cm', 'rm', 'sm'] as const satisfies readonly (keyof FormNode)[];
/** What a value hangs on; a circle of these could not be computed. */
const CIRCULAR: ReadonlySet<string> = new Set(['rel', 'calc', 'cnt']);
const COMPARTMENTS: ReadonlySet<unknown> = new Set(['identity', 'testimony', 'review']);
const CLASSES: ReadonlySet<unknown> = new Set(['direct', 'quasi', 'sensitive', 'safe']);

interface Reading {
  readonly reader: string;
  readonly key: string;
  readonly questions: readonly string[];
}

/** `text`: JSON as compiled. */
export function judgeForm(text: string): Judged {
  giveMore();
  let form: Form;
  try {
    form = readForm(JSON.parse(text));
  } catch (cause) {
    return { form: null, problems: [{ code: 'unreadable', where: '', detail: cause instanceof Error ? cause.message : '' }] };
  }
  const problems = [...nameOf(form), ...problemsIn(form)];
  return problems.length > 0 ? { form: null, problems } : { form, problems };
}

function* nameOf({ id }: Form): Generator<FormFinding> {
  if (id === OWN_FORM) yield { code: 'name_taken', where: id, detail: '' };
  if (id === '' || utf8(id).length > NAME_LIMIT_BYTES) yield { code: 'unreadable', where: '', detail: 'form_id' };
}

function problemsIn(form: Form): readonly FormFinding[] {
  const nodes = [...everyNode(form.q)];
  const found = nodes.flatMap((node) => [...ofNode(node)]);
  const names = nodes.map(({ n }) => n);
  for (const name of new Set(names.filter((one, at) => names.indexOf(one) !== at))) found.push({ code: 'duplicate_name', where: name, detail: '' });
  if (found.length > 0) return found;
  const readings = nodes.flatMap(readingsOf);
  return [...leaks(form, readings), ...unknown(form, readings), ...circle(form, readings)];
}

function* everyNode(nodes: readonly FormNode[]): Generator<FormNode> {
  for (const node of nodes) {
    yield node;
    yield* everyNode(node.c ?? []);
  }
}

function* ofNode(node: FormNode): Generator<FormFinding> {
  const where = node.n;
  if (RESERVED.has(where) || where === '') yield { code: 'reserved_name', where, detail: '' };
  if (node.c === undefined && node.t !== 'note') {
    if (!COMPARTMENTS.has(node.cmp) || !CLASSES.has(node.cls)) yield { code: 'unclassified', where, detail: '' };
    else if (node.cls === 'direct' && node.cmp !== 'identity') yield { code: 'direct_outside_identity', where, detail: '' };
    else if (node.cls === 'quasi' && node.gen === undefined) yield { code: 'no_ladder', where, detail: '' };
  }
  if ((node.t === 'select_one' || node.t === 'select_multiple') && node.from === undefined && node.list === undefined) yield { code: 'unknown_list', where, detail: '' };
  for (const key of TEXTS) if (node[key] !== undefined && !isText(node[key])) yield { code: 'syntax', where: `${where}.${key}`, detail: '' };
  for (const key of EXPRESSIONS) {
    const source = node[key];
    if (source === undefined || source === true) continue;
    const unrun = wrongIn(source);
    if (unrun !== null) yield { code: unrun.code, where: `${where}.${key}`, detail: unrun.detail };
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'en' in value && 'ur' in value && Object.values(value).every((words) => typeof words === 'string');
}

/** Null if this app runs it. */
function wrongIn(source: unknown): Pick<FormFinding, 'code' | 'detail'> | null {
  if (typeof source === 'number') return null;
  if (Array.isArray(source)) {
    const [name, ...parts]: readonly unknown[] = source;
    if (typeof name !== 'string') return { code: 'syntax', detail: '' };
    if (!BUILT_IN.has(name) && !Object.hasOwn(FUNCTIONS, name)) return { code: 'unsupported_function', detail: name };
    for (const part of parts) {
      const wrong = wrongIn(part);
      if (wrong !== null) return wrong;
    }
    return null;
  }
  if (typeof source !== 'object' || source === null) return { code: 'syntax', detail: '' };
  const [[key, value] = ['', null], ...more] = Object.entries(source);
  const isKnown = more.length === 0 && (key === 'dot' ? value === 1 : (key === 's' || key === 'r' || key === 'col') && typeof value === 'string');
  return isKnown ? null : { code: 'syntax', detail: '' };
}

function readingsOf(node: FormNode): readonly Reading[] {
  const own = EXPRESSIONS.map((key) => ({ reader: node.n, key, questions: [...namesIn(node[key])] }));
  return node.from === undefined ? own : [...own, { reader: node.n, key: 'from', questions: [node.from] }];
}

function* namesIn(source: unknown): Generator<string> {
  if (Array.isArray(source)) for (const part of source) yield* namesIn(part);
  else if (typeof source === 'object' && source !== null && 'r' in source && typeof source.r === 'string') yield source.r;
}

function* unknown(form: Form, readings: readonly Reading[]): Generator<FormFinding> {
  const ways = waysOf(form);
  for (const { reader, key, questions } of readings) {
    for (const name of questions) if (!ways.has(name)) yield { code: 'unknown_question', where: `${reader}.${key}`, detail: name };
  }
}

/** Whether a testimony's question is asked, or what it computes, must not tell anything of a witness's identity. */
function* leaks(form: Form, readings: readonly Reading[]): Generator<FormFinding> {
  const ways = waysOf(form);
  const nodeOf = (name: string): FormNode | undefined => ways.get(name)?.at(-1);
  for (const { reader, key, questions } of readings) {
    const node = nodeOf(reader);
    if (node === undefined || [...everyNode([node])].every(({ cmp }) => cmp === undefined || cmp === 'identity')) continue;
    for (const name of questions) if (nodeOf(name)?.cmp === 'identity') yield { code: 'identity_leak', where: `${reader}.${key}`, detail: name };
  }
}

/** A value depends on its calculation and on every relevance above it. */
function circle(form: Form, readings: readonly Reading[]): readonly FormFinding[] {
  const reads = new Map([...waysOf(form)].map(([name, way]) => [name, new Set(way.slice(0, -1).map(({ n }) => n))]));
  for (const { reader, key, questions } of readings) if (CIRCULAR.has(key)) for (const name of questions) reads.get(reader)?.add(name);
  const done = new Set<string>();
  const from = (name: string, way: readonly string[]): readonly string[] | null => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name];
    if (done.has(name)) return null;
    for (const other of reads.get(name) ?? []) {
      const found = from(other, [...way, name]);
      if (found !== null) return found;
    }
    done.add(name);
    return null;
  };
  for (const name of reads.keys()) {
    const found = from(name, []);
    if (found !== null) return [{ code: 'circular', where: name, detail: found.join(' > ') }];
  }
  return [];
}
