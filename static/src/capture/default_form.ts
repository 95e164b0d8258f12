/**
 * The default testimony form, carried inside the app so that it is there without a network: its structure here, and what it says as soon as the
 * language's pack gives it. A text in a language that was not given is empty, and no screen speaks such a language.
 */
import { structure } from '../../../server/forms/gawahi_default.json?structure';
import { readForm, type Language, type Text } from './form';

const given: Readonly<Record<Language, string[]>> = { en: [], ur: [], 'fa-AF': [], ps: [], bal: [], ar: [] };

/** Some of the form's texts in one language, in the order of their places; 0 where this part has none. */
export function giveLabels(into: Language, labels: readonly (string | 0)[]): void {
  for (const [place, label] of labels.entries()) if (label !== 0) given[into][place] = label;
}

/** Says what was given by the time it is read. */
function textOf(number: number): Text {
  const text = { en: '', ur: '' };
  for (const [code, labels] of Object.entries(given)) Object.defineProperty(text, code, { enumerable: code in text, get: () => labels[number] ?? '' });
  return text;
}

type Json = null | string | number | boolean | readonly Json[] | { readonly [name: string]: Json };
export type JsonMap = Readonly<Record<string, Json>>;
const STRUCTURE: ReadonlySet<Json | undefined> = new Set(['group', 'repeat', 'note']);

const isMap = (part: Json): part is JsonMap => typeof part === 'object' && part !== null && !Array.isArray(part);

/** The form as it was before the build packed it (build/form.ts): each null is a text, in order. */
function unpacked({ lists, q, ...form }: JsonMap): unknown {
  let count = 0;
  const fill = (part: Json): unknown => {
    if (part === null) return textOf(count++);
    if (Array.isArray(part)) return part.map(fill);
    return isMap(part) ? mapped(part, fill) : part;
  };
  const list = (said: Json): unknown => {
    const [names, columns] = Array.isArray(said) ? said : [said, []];
    return String(names).split(' ').map((v, at) => {
      const x = Array.isArray(columns) && columns[at];
      const l = textOf(count++);
      return x ? { v, l, x } : { v, l };
    });
  };
  const node = ({ c, ...own }: JsonMap): unknown => {
    const filled = mapped(own, fill);
    const place = STRUCTURE.has(own['t']) ? {} : { cls: 'sensitive', cmp: 'testimony' };
    return { ...place, ...filled, ...(Array.isArray(c) && { c: c.map(node) }) };
  };
  return { ...mapped(form, fill), lists: lists !== undefined && isMap(lists) && mapped(lists, list), q: Array.isArray(q) && q.map(node) };
}

const mapped = (map: object, change: (value: Json) => unknown): object => Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]));

export const DEFAULT_FORM = readForm(unpacked(structure));
