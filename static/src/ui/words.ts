/**
 * What the app says, in the reader's language.
 *
 * Each area keeps one catalogue: `words(english, urdu)`; a key that one of them lacks does not compile. Plurals are two keys that end in
 * `_one` and `_other`; `values.n` chooses. Only the chosen language is ever written to the device, never what a person wrote.
 */
import { effect, signal } from '@preact/signals';

export type Language = 'en' | 'ur';
export type Values = Readonly<Record<string, string | number>>;
type Catalogue = Readonly<Record<string, string>>;
type Keys<E> = keyof E extends infer K ? (K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K) : never;

export const LANGUAGES: readonly { readonly code: Language; readonly name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'ur', name: 'اردو' },
];
const SAVED = 'gawahi-language';

function firstLanguage(): Language {
  const saved = localStorage.getItem(SAVED);
  if (saved === 'en' || saved === 'ur') return saved;
  return navigator.languages.some((tag) => tag.toLowerCase().split('-')[0] === 'ur') ? 'ur' : 'en';
}

export const language = signal<Language>(firstLanguage());

export function chooseLanguage(chosen: Language): void {
  localStorage.setItem(SAVED, chosen);
  language.value = chosen;
}

/** The page's own direction follows the language, so that every logical property in the style sheets does too. */
export function followLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value;
    document.documentElement.dir = language.value === 'ur' ? 'rtl' : 'ltr';
  });
}

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A Latin code in an Urdu sentence, or an Urdu name in an English one, must not pull the words around it out of order. */
function isolated(value: string, into: Language): string {
  return RIGHT_TO_LEFT.test(value) === (into === 'ur') ? value : FIRST_STRONG_ISOLATE + value + POP_ISOLATE;
}

const plurals = { en: new Intl.PluralRules('en'), ur: new Intl.PluralRules('ur') };

/** One sentence for one language; `words` adds the signal, so that tests can call this without a screen. */
export function say(catalogue: Catalogue, into: Language, key: string, values: Values = {}): string {
  const count = values['n'];
  const suffix = typeof count === 'number' && plurals[into].select(count) === 'one' ? '_one' : '_other';
  const sentence = catalogue[key] ?? catalogue[key + suffix] ?? catalogue[`${key}_other`];
  if (sentence === undefined) throw new Error(`no words for ${key}`);
  return sentence.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = values[name];
    return value === undefined ? hole : typeof value === 'number' ? String(value) : isolated(value, into);
  });
}

export function words<const E extends Catalogue>(english: E, urdu: { readonly [K in keyof E]: string }) {
  const catalogues: Record<Language, Catalogue> = { en: english, ur: urdu };
  return (key: Keys<E> & string, values?: Values): string => say(catalogues[language.value], language.value, key, values);
}

/** A moment as a person reads it; the month in words, because 3/4 and 4/3 are different days in different places. */
export function moment(milliseconds: number): string {
  const region = language.value === 'ur' ? 'ur-PK' : 'en-GB';
  return new Intl.DateTimeFormat(region, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(milliseconds);
}
