/**
 * Splits the compiled form for the page: its structure, and what it says in each language. `server/forms/gawahi_default.json` stays the one source;
 * asked for as `gawahi_default.json?structure`, `?en`, `?later_en` and so on (src/capture/default_form.ts puts them together again).
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { isAsked, readForm, type Choice, type Form, type FormNode, type Text } from '../src/capture/form';

const FORM = fileURLToPath(new URL('../../server/forms/gawahi_default.json', import.meta.url));
const PART = /\/gawahi_default\.json\?(structure|(?:later_)?(?:en|ur))$/;
const PREFIX = '\0gawahi-form:';

/** The texts of one language in the order of their places, and 0 where the other part has the text. */
type Labels = readonly (string | 0)[];

export interface Split {
  /** As the phone needs the form, with null in the place of each text. */
  readonly structure: unknown;
  readonly en: Labels;
  readonly ur: Labels;
  /** Of what no phone asks: media, review, what software fills in. */
  readonly later_en: Labels;
  readonly later_ur: Labels;
}

function isText(value: object): value is Text {
  return Object.keys(value).toSorted().join() === 'en,ur' && Object.values(value).every((said) => typeof said === 'string');
}

/** Everything that is said while a testimony is recorded. */
function askedTexts({ title, lists, q }: Form): ReadonlySet<unknown> {
  const texts = new Set<unknown>([title]);
  const walk = (node: FormNode): void => {
    if (!isAsked(node)) return;
    for (const text of [node.l, node.h, node.cm, node.sm]) texts.add(text);
    for (const choice of lists[node.list ?? ''] ?? []) texts.add(choice.l);
    for (const below of node.c ?? []) walk(below);
  };
  for (const node of q) walk(node);
  return texts;
}

/** A list as short as it can be told: the names of its choices, and beside them the columns of those that have some. `unpacked` of src/capture/default_form.ts undoes it. */
function packedList(choices: readonly Choice[]): unknown {
  const names = choices.map(({ v }) => v);
  if (names.some((name) => name.includes(' '))) throw new TypeError('a choice has a space in its name');
  const columns = choices.map(({ x }) => x ?? 0);
  return columns.every((own) => own === 0) ? names.join(' ') : [names.join(' '), columns];
}

/** Most questions are of the testimony, and only what is direct is treated otherwise on a phone. */
function packedNode({ cls, cmp, c, ...node }: FormNode): unknown {
  return { ...node, ...(cls === 'direct' && { cls }), ...(cmp !== 'testimony' && cmp !== undefined && { cmp }), ...(c !== undefined && { c: c.map(packedNode) }) };
}

function packed({ lists, q, ...form }: Form): unknown {
  return { ...form, lists: Object.fromEntries(Object.entries(lists).map(([name, choices]) => [name, packedList(choices)])), q: q.map(packedNode) };
}

/** Ladders of generalisation (`gen`) are left out: only the desk reads them. Throws for a form that has a null of its own. */
export function split(form: Form): Split {
  const asked = askedTexts(form);
  const texts: Text[] = [];
  const takeOut = (name: string, value: unknown): unknown => {
    if (name === 'gen') return undefined;
    if (value === null) throw new TypeError('a form has no null');
    if (typeof value !== 'object' || !isText(value)) return value;
    texts.push(value);
    return null;
  };
  const structure = packed(JSON.parse(JSON.stringify(form, takeOut)));
  const labels = (into: 'en' | 'ur', now: boolean): Labels => texts.map((text) => (asked.has(text) === now ? text[into] : 0));
  return { structure, en: labels('en', true), ur: labels('ur', true), later_en: labels('en', false), later_ur: labels('ur', false) };
}

export function formParts(): Plugin {
  return {
    name: 'gawahi-form',
    enforce: 'pre',
    resolveId: (source) => (PART.test(source) ? PREFIX + (PART.exec(source)?.[1] ?? '') : null),
    load(id) {
      if (!id.startsWith(PREFIX)) return null;
      this.addWatchFile(FORM);
      const { structure, ...labels } = split(readForm(JSON.parse(readFileSync(FORM, 'utf8'))));
      const said = Object.entries(labels).find(([part]) => id === PREFIX + part);
      return said === undefined ? `export const structure = ${JSON.stringify(structure)};` : `export const labels = ${JSON.stringify(said[1])};`;
    },
  };
}
