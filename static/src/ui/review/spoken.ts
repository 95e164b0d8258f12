/**
 * What a person reads in place of a stored value: the choice's words for its code, a date with the month in words.
 *
 * Free text is given back untouched. A code that the form does not know is shown as it is and marked, never hidden.
 */
import { GIVEN } from '../../capture/answers';
import type { Language } from '../../capture/form';
import { saidIn } from '../../capture/languages';
import type { Value } from '../../journey';
import { locales, type Digits } from '../numerals';
import type { Question, Section } from './questions';

export type Tongue = Language;

export type Spoken =
  | { readonly kind: 'none' }
  | { readonly kind: 'truth'; readonly yes: boolean }
  /** Exactly as its author wrote it. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'chosen'; readonly parts: readonly SpokenChoice[] };
export interface SpokenChoice {
  readonly text: string;
  /** False if the form has no words for it: the text is then the raw code. */
  readonly known: boolean;
}

export function labelOf(of: Question | Section | null, name: string, tongue: Tongue): SpokenChoice {
  return of?.label ? { text: saidIn(of.label, tongue), known: true } : { text: name, known: false };
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** 2011-09-20 as "20 September 2011". What is no such date is given back as it is. */
export function spokenDate(iso: string, tongue: Tongue, digits: Digits = 'latin'): string {
  const day = new Date(`${iso}T00:00:00Z`);
  if (!ISO_DATE.test(iso) || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== iso) return iso;
  return new Intl.DateTimeFormat(locales(tongue, digits), { dateStyle: 'long', timeZone: 'UTC' }).format(day);
}

function chosen(code: string, question: Question, tongue: Tongue): SpokenChoice {
  const choice = question.choices.find((one) => one.v === code);
  if (choice) return { text: saidIn(choice.l, tongue), known: true };
  return { text: code, known: question.from !== null };
}

/** Beside a date: the date as it was given. */
export const isGiven = (question: Question | null): boolean => question?.name.startsWith(GIVEN) === true;

/** The question, if it is one that is answered by codes. */
function asChoice(question: Question | null): Question | null {
  return question?.kind === 'select_one' || question?.kind === 'select_multiple' ? question : null;
}

export function spoken(value: Value, question: Question | null, tongue: Tongue, digits: Digits = 'latin'): Spoken {
  if (value === null) return { kind: 'none' };
  if (typeof value === 'boolean') return { kind: 'truth', yes: value };
  if (typeof value === 'number') return { kind: 'text', text: new Intl.NumberFormat(locales(tongue, digits), { useGrouping: value > 9999 }).format(value) };
  const choice = asChoice(question);
  if (typeof value !== 'string') {
    const parts = value.map((code) => (choice ? chosen(code, choice, tongue) : { text: code, known: true }));
    return parts.length === 0 ? { kind: 'none' } : { kind: 'chosen', parts };
  }
  if (choice) return { kind: 'chosen', parts: [chosen(value, choice, tongue)] };
  if (question?.kind === 'date' && !isGiven(question)) return { kind: 'text', text: spokenDate(value, tongue, digits) };
  return { kind: 'text', text: value };
}
