/** From what a person types in an editor to a value of the question's kind, or the reason why it is none. An empty box means: no answer. */
import type { Value } from '../../journey';
import type { Question } from './questions';

export type Wrong = 'not_number' | 'not_decimal' | 'not_date';
export type Typed = { readonly ok: true; readonly x: Value } | { readonly ok: false; readonly wrong: Wrong };

/** Kinds that are edited as something else than text. */
export type Widget = 'number' | 'decimal' | 'date' | 'one' | 'several' | 'text' | 'none';

const WIDGETS: Readonly<Record<Question['kind'], Widget>> = {
  text: 'text',
  time: 'text',
  dateTime: 'text',
  integer: 'number',
  decimal: 'decimal',
  date: 'date',
  select_one: 'one',
  select_multiple: 'several',
  // A place on the map, a recording, what the software fills: not typed by a reviewer.
  geopoint: 'none',
  geotrace: 'none',
  geoshape: 'none',
  file: 'none',
  image: 'none',
  audio: 'none',
  video: 'none',
  calculate: 'none',
  note: 'none',
  group: 'none',
  repeat: 'none',
};

/** A question that the form does not know is edited as what it holds now. */
export function widgetFor(question: Question | null, now: Value): Widget {
  if (question !== null) return WIDGETS[question.kind];
  if (typeof now === 'number') return 'number';
  return typeof now === 'string' || now === null ? 'text' : 'none';
}

/** Urdu and Persian keyboards write ۲۶, Arabic ones ٢٦: both are digits, and mean 26. */
export function westernDigits(text: string): string {
  return text.replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0)).replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660));
}

interface Rule {
  readonly wrong: Wrong;
  readonly pattern: RegExp;
  readonly read: (text: string) => Value;
}
const RULES: Readonly<Partial<Record<Widget, Rule>>> = {
  number: { wrong: 'not_number', pattern: /^-?\d{1,15}$/, read: Number },
  decimal: { wrong: 'not_decimal', pattern: /^-?\d{1,15}(\.\d{1,15})?$/, read: (text) => text },
  date: { wrong: 'not_date', pattern: /^\d{4}-\d{2}-\d{2}$/, read: (text) => text },
};

/** Free text is kept exactly as it was typed; only numbers are read. */
export function readTyped(widget: Widget, text: string): Typed {
  if (text === '') return { ok: true, x: null };
  const rule = RULES[widget];
  if (rule === undefined) return { ok: true, x: text };
  const tidy = westernDigits(text.trim());
  return rule.pattern.test(tidy) ? { ok: true, x: rule.read(tidy) } : { ok: false, wrong: rule.wrong };
}
