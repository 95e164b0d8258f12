/** One sentence of a catalogue in one language, with its holes filled and its plural chosen. Pure: knows no screen and no saved choice. */
import type { Language } from '../capture/languages';
import { inDigits, locales, type Digits } from './numerals';

export type { Language };
export type Values = Readonly<Record<string, string | number>>;
export type Catalogue = Readonly<Record<string, string>>;
/** The type of one language's catalogue, made from the other's. */
export type Same<E> = { readonly [K in keyof E]: string };

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

export const isRightToLeft = (into: Language): boolean => into !== 'en';

/** A Latin code in an Urdu sentence, or an Urdu name in an English one, must not pull the words around it out of order. */
function isolated(value: string, into: Language): string {
  return RIGHT_TO_LEFT.test(value) === isRightToLeft(into) ? value : FIRST_STRONG_ISOLATE + value + POP_ISOLATE;
}

const plurals = new Map<Language, Intl.PluralRules>();

/** As the language counts: "one" and "other", in Arabic also "two", "few" and "many". */
function plural(into: Language, count: number): string {
  const rules = plurals.get(into) ?? new Intl.PluralRules(locales(into, 'latin'));
  plurals.set(into, rules);
  return rules.select(count);
}

/** Throws for words that do not exist: an empty place on a screen would be worse. */
export function say(catalogue: Catalogue, into: Language, key: string, values: Values = {}, digits: Digits = 'latin'): string {
  const count = values['n'];
  const form = typeof count === 'number' ? plural(into, count) : 'other';
  const sentence = catalogue[key] ?? catalogue[`${key}_${form}`] ?? catalogue[`${key}_other`];
  if (sentence === undefined) throw new Error(`no words for ${key}`);
  return inDigits(sentence, into, digits).replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = values[name];
    return value === undefined ? hole : typeof value === 'number' ? inDigits(String(value), into, digits) : isolated(value, into);
  });
}
