/**
 * What the app says, in the reader's language.
 *
 * Each area keeps its catalogue in two files, `english.ts` and `urdu.ts`; a key that one of them lacks does not compile. The other languages lie in
 * `languages/catalogues`; what they lack is said in the next language of their chain (build/languages.ts). Only the language in use is fetched
 * (speak.ts). Plurals are two keys that end in `_one` and `_other`; `values.n` chooses.
 */
import { effect, signal } from '@preact/signals';
import type { areas as first } from './languages/english';
import type { areas as later } from './languages/later_english';
import { inDigits, locales as localesOf, type Digits } from './numerals';
import { isRightToLeft, say, type Catalogue, type Language, type Values } from './say';

export type { Digits, Language, Values };
type English = typeof first & typeof later;
/** A pair `x_one` and `x_other` is asked for as `x`; a key that merely ends so, without its partner, keeps its name. */
type Plural<K extends string, E> = K extends `${infer Base}_one` | `${infer Base}_other` ? (`${Base}_one` | `${Base}_other` extends keyof E ? Base : K) : K;
type Keys<E> = { [K in keyof E & string]: Plural<K, E> }[keyof E & string];

interface Tongue {
  readonly code: Language;
  readonly name: string;
  /** Whether a native speaker has read every word; a test holds it to languages/catalogues. */
  readonly read?: true;
}
export const LANGUAGES: readonly Tongue[] = [
  { code: 'en', name: 'English', read: true },
  { code: 'ur', name: 'اردو' },
  { code: 'fa-AF', name: 'دری' },
  { code: 'ps', name: 'پښتو' },
  { code: 'bal', name: 'بلۏچی' },
  { code: 'ar', name: 'العربية' },
];
/** What browsers call a language that goes by another name here. */
const ALSO: Readonly<Record<string, Language>> = { fa: 'fa-AF', prs: 'fa-AF', pbu: 'ps', pbt: 'ps', pst: 'ps', bgn: 'bal', bgp: 'bal', bcc: 'bal' };
const SAVED = 'language';
const SAVED_DIGITS = 'digits';

const named = (code: string | null | undefined): Language | undefined => LANGUAGES.find((one) => one.code === code)?.code;

/** Who has English and another of our languages on a phone reads the other with less effort, whichever the phone names first. */
export function languageOf(tags: readonly string[]): Language {
  const bare = tags.map((tag) => tag.toLowerCase().split('-')[0] ?? '');
  const spoken = bare.map((code) => named(code) ?? ALSO[code]);
  return spoken.find((code) => code !== undefined && code !== 'en') ?? 'en';
}

export const language = signal<Language>(named(localStorage.getItem(SAVED)) ?? languageOf(navigator.languages));
export const digits = signal<Digits>(localStorage.getItem(SAVED_DIGITS) === 'own' ? 'own' : 'latin');

export const isRead = (): boolean => LANGUAGES.find(({ code }) => code === language.value)?.read === true;

export function chooseDigits(chosen: Digits): void {
  digits.value = chosen;
  localStorage.setItem(SAVED_DIGITS, chosen);
}

/** Only the chosen language is ever written to the device, never what a person wrote. */
export function rememberLanguage(): void {
  localStorage.setItem(SAVED, language.value);
}

/** The page's own direction follows the language, so that every logical property in the style sheets does too. */
export function followLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value;
    document.documentElement.dir = isRightToLeft(language.value) ? 'rtl' : 'ltr';
  });
}

const known = new Map<string, Catalogue>();

/** From then on these areas can be said in this language. */
export function learn(into: Language, areas: Readonly<Record<string, Catalogue>>): void {
  for (const [area, catalogue] of Object.entries(areas)) known.set(`${into} ${area}`, catalogue);
}

export function words<A extends keyof English>(area: A) {
  return (key: Keys<English[A]>, values?: Values): string => say(known.get(`${language.value} ${area}`) ?? {}, language.value, key, values, digits.value);
}

/** For `Intl`, in the reader's language and digits. */
export const locales = (): string[] => localesOf(language.value, digits.value);
/** Beyond it there is no day, and asking for one fails: a time is somebody's claim, and may be any number. */
const LAST_MOMENT = 8.64e15;
const DAY = { day: 'numeric', month: 'short', year: 'numeric' } as const;

/** Our own words where a language has them: no browser knows the months in Balochi, few in Pashto or as they are called in Afghanistan. */
const ownMonths = (): readonly string[] | undefined => known.get(`${language.value} parts`)?.['months']?.split(' ');

/** 1 to 12. */
export function monthName(month: number): string {
  return ownMonths()?.[month - 1] ?? new Intl.DateTimeFormat(locales(), { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2000, month - 1));
}

function written(milliseconds: number, options: Intl.DateTimeFormatOptions): string {
  const months = ownMonths();
  const format = new Intl.DateTimeFormat(months ? `en-u-nu-latn` : locales(), { ...DAY, ...(months && { month: 'numeric' }), ...options });
  const when = Math.min(milliseconds, LAST_MOMENT);
  if (!months) return format.format(when);
  const { day: date, month, year, hour, minute } = Object.fromEntries(format.formatToParts(when).map(({ type, value }) => [type, value]));
  const said = `${date} ${months[Number(month) - 1]} ${year}`;
  return inDigits(hour === undefined ? said : `${said}، ${hour}:${minute}`, language.value, digits.value);
}

/** A moment as a person reads it; the month in words, because 3/4 and 4/3 are different days in different places. */
export function moment(milliseconds: number): string {
  return written(milliseconds, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** The day of a number that knows no hour. */
export function day(milliseconds: number): string {
  return written(milliseconds, { timeZone: 'UTC' });
}
