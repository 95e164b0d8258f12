/**
 * What the app says, in the reader's language.
 *
 * Each area keeps its catalogue in two files, `english.ts` and `urdu.ts`; a key that one of them lacks does not compile. Only the language in use
 * is fetched (speak.ts). Plurals are two keys that end in `_one` and `_other`; `values.n` chooses.
 */
import { effect, signal } from '@preact/signals';
import type { areas as first } from './languages/english';
import type { areas as later } from './languages/later_english';
import { say, type Catalogue, type Language, type Values } from './say';

export type { Language, Values };
type English = typeof first & typeof later;
/** A pair `x_one` and `x_other` is asked for as `x`; a key that merely ends so, without its partner, keeps its name. */
type Plural<K extends string, E> = K extends `${infer Base}_one` | `${infer Base}_other` ? (`${Base}_one` | `${Base}_other` extends keyof E ? Base : K) : K;
type Keys<E> = { [K in keyof E & string]: Plural<K, E> }[keyof E & string];

export const LANGUAGES: readonly { readonly code: Language; readonly name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'ur', name: 'اردو' },
];
const SAVED = 'language';

function firstLanguage(): Language {
  const saved = localStorage.getItem(SAVED);
  if (saved === 'en' || saved === 'ur') return saved;
  return navigator.languages.some((tag) => tag.toLowerCase().split('-')[0] === 'ur') ? 'ur' : 'en';
}

export const language = signal<Language>(firstLanguage());

/** Only the chosen language is ever written to the device, never what a person wrote. */
export function rememberLanguage(): void {
  localStorage.setItem(SAVED, language.value);
}

/** The page's own direction follows the language, so that every logical property in the style sheets does too. */
export function followLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value;
    document.documentElement.dir = language.value === 'ur' ? 'rtl' : 'ltr';
  });
}

const known = { en: new Map<string, Catalogue>(), ur: new Map<string, Catalogue>() };

/** From then on these areas can be said in this language. */
export function learn(into: Language, areas: Readonly<Record<string, Catalogue>>): void {
  for (const [area, catalogue] of Object.entries(areas)) known[into].set(area, catalogue);
}

export function words<A extends keyof English>(area: A) {
  return (key: Keys<English[A]>, values?: Values): string => say(known[language.value].get(area) ?? {}, language.value, key, values);
}

const region = (): string => (language.value === 'ur' ? 'ur-PK' : 'en-GB');
/** Beyond it there is no day, and asking for one fails: a time is somebody's claim, and may be any number. */
const LAST_MOMENT = 8.64e15;
const DAY = { day: 'numeric', month: 'short', year: 'numeric' } as const;

/** A moment as a person reads it; the month in words, because 3/4 and 4/3 are different days in different places. */
export function moment(milliseconds: number): string {
  return new Intl.DateTimeFormat(region(), { ...DAY, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(Math.min(milliseconds, LAST_MOMENT));
}

/** The day of a number that knows no hour. */
export function day(milliseconds: number): string {
  return new Intl.DateTimeFormat(region(), { ...DAY, timeZone: 'UTC' }).format(Math.min(milliseconds, LAST_MOMENT));
}
