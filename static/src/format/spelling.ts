/**
 * Names of people and places across scripts and spellings, as in server/format/spelling.py. Pure. Finds what may be the same; never says that it is.
 * Places are counted in Unicode characters, as there.
 */

/** From here on two words are marked as one. */
const ALIKE = 0.9;
const FEWEST_CONSONANTS = 2;
const WINKLER_PREFIX = 4;
const WINKLER_WEIGHT = 0.1;
/** So many last digits of two numbers make them one: before them stand codes of country and city, or none. */
const DIGITS_ALIKE = 7;

/** Letters of Urdu, Dari, Pashto, Balochi and Arabic by the consonant that Latin spellings write for them; `x` is sh. */
const GROUPS: readonly (readonly [string, string])[] = [
  ['اآأإٱىع', 'a'],
  ['ب', 'b'],
  ['پ', 'p'],
  ['تٹطټة', 't'],
  ['ثسص', 's'],
  ['جځ', 'j'],
  ['چڅ', 'c'],
  ['حہهھۀە', 'h'],
  ['خ', 'k'],
  ['دڈډ', 'd'],
  ['ذزضظژ', 'z'],
  ['رڑړ', 'r'],
  ['شښ', 'x'],
  ['ف', 'f'],
  ['قکكګ', 'k'],
  ['گغږ', 'g'],
  ['ل', 'l'],
  ['م', 'm'],
  ['نںڼ', 'n'],
  ['وؤ', 'v'],
  ['یيےېۍئۓ', 'y'],
  ['ءـ', ''],
];
const ARABIC: ReadonlyMap<string, string> = new Map(GROUPS.flatMap(([letters, meant]) => Array.from(letters, (letter) => [letter, meant] as const)));
/** In this order. */
const LATIN: readonly (readonly [string, string])[] = [
  ['sch', 'x'],
  ['sh', 'x'],
  ['ch', 'c'],
  ['kh', 'k'],
  ['gh', 'g'],
  ['ph', 'p'],
  ['q', 'k'],
  ['ck', 'k'],
  ['w', 'v'],
  ['ee', 'i'],
  ['oo', 'o'],
  ['ou', 'o'],
  ['u', 'o'],
  ['e', 'i'],
];
/** Words of addresses and kinship that stand in every text. */
const TOO_COMMON: ReadonlySet<string> = new Set(
  'a an and at by daughter from house in is near no of on or road son street the to village was with از اور بنت به خانه در سرک سڑک سے فرزند محلہ مکان میں نزد نے و ولد پر کا کو کی کے گاؤں گلی گھر'.split(' '),
);

const once = (text: string): string => text.replaceAll(/(.)\1+/gu, '$1');

/** From `start` to before `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** In small letters, without marks and joiners. */
function bare(word: string): string {
  return word.toLowerCase().normalize('NFKD').replaceAll(/[^\p{L}]|ـ/gu, '');
}

function remembered(work: (word: string) => string): (word: string) => string {
  const known = new Map<string, string>();
  return (word) => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const made = work(word);
    known.set(word, made);
    return made;
  };
}

/** Plain Latin letters, so that two scripts can be compared letter by letter. */
export const transcription = remembered((word) => {
  let plain = Array.from(bare(word), (letter, at) => {
    const meant = ARABIC.get(letter);
    if (meant === undefined || at === 0) return meant ?? letter;
    return meant === 'v' ? 'o' : meant === 'y' ? 'i' : meant;
  }).join('');
  for (const [written, meant] of LATIN) plain = plain.replaceAll(written, meant);
  return once(plain);
});

/** The consonants: vowels, and w, y and h after the first letter, are written or left out as people please. */
export const skeleton = remembered((word) => {
  const [first = '', ...rest] = Array.from(transcription(word));
  return once((/[eiou]/.test(first) ? 'a' : first) + rest.filter((letter) => !/[aeiouvyh]/.test(letter)).join(''));
});

/** 0: nothing in common; 1: the same. */
export function jaroWinkler(one: string, other: string): number {
  if (one === other) return 1;
  if (one === '' || other === '') return 0;
  const [left, right] = [Array.from(one), Array.from(other)];
  const jaro = jaroOf(left, right);
  const different = left.slice(0, WINKLER_PREFIX).findIndex((letter, at) => letter !== right[at]);
  const prefix = different < 0 ? Math.min(WINKLER_PREFIX, left.length) : different;
  return jaro + prefix * WINKLER_WEIGHT * (1 - jaro);
}

function jaroOf(left: readonly string[], right: readonly string[]): number {
  const reach = Math.floor(Math.max(left.length, right.length) / 2) - 1;
  const taken = right.map(() => false);
  const matched = left.filter((letter, at) => {
    for (let place = Math.max(0, at - reach); place < Math.min(right.length, at + reach + 1); place += 1) {
      if (taken[place] !== false || right[place] !== letter) continue;
      taken[place] = true;
      return true;
    }
    return false;
  });
  const count = matched.length;
  if (count === 0) return 0;
  const swapped = right.filter((_, place) => taken[place] === true).filter((letter, at) => letter !== matched[at]).length / 2;
  return (count / left.length + count / right.length + (count - swapped) / count) / 3;
}

/** Of two words, from 0 to 1. The skeleton counts double. */
export function likeness(one: string, other: string): number {
  return (2 * jaroWinkler(skeleton(one), skeleton(other)) + jaroWinkler(transcription(one), transcription(other))) / 3;
}

/** Whether two words may be one name. Words of one consonant are too short to say. */
export function isAlike(one: string, other: string): boolean {
  const [bones, others] = [skeleton(one), skeleton(other)];
  if (Math.min(Array.from(bones).length, Array.from(others).length) < FEWEST_CONSONANTS) {
    return transcription(one) !== '' && transcription(one) === transcription(other);
  }
  return bones === others || likeness(one, other) >= ALIKE;
}

interface Word extends Span {
  readonly word: string;
}

/** Runs of letters with their marks; an apostrophe or joiner between two letters belongs to them, a hyphen not. */
export function wordsOf(text: string): readonly Word[] {
  return found(text, /\p{L}(?:\p{L}|\p{M}|['\u2019\u200c\u200d](?=\p{L}))*/gu);
}

function found(text: string, pattern: RegExp): readonly Word[] {
  let units = 0;
  let characters = 0;
  return Array.from(text.matchAll(pattern), ({ 0: word, index }) => {
    characters += lengthOf(text.slice(units, index));
    const start = characters;
    characters += lengthOf(word);
    units = index + word.length;
    return { word, start, end: characters };
  });
}

const lengthOf = (text: string): number => Array.from(text).length;

/** Where the values (names, places, numbers) may stand in a text, in any script or spelling, in order and apart. */
export function marks(text: string, values: readonly string[]): readonly Span[] {
  const spans = [...markedWords(text, values), ...markedNumbers(text, values)].sort((one, other) => one.start - other.start || one.end - other.end);
  const apart: { start: number; end: number }[] = [];
  for (const { start, end } of spans) {
    const last = apart.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else apart.push({ start, end });
  }
  return apart;
}

/** A name of two parts may be written in one, and the other way round. */
function markedWords(text: string, values: readonly string[]): readonly Span[] {
  const names = values.map(nameWords);
  const single = new Set(names.flat());
  const all = new Set([...single, ...names.flatMap((words) => words.slice(1).map((word, at) => (words[at] ?? '') + word))]);
  const alike = new Map<string, boolean>();
  const isName = (word: string, among: ReadonlySet<string>): boolean => {
    const known = alike.get(word) ?? [...among].some((name) => isAlike(word, name));
    alike.set(word, known);
    return known;
  };
  const said = wordsOf(text);
  return said.flatMap(({ word, start, end }, at) => {
    const next = said[at + 1];
    if (next !== undefined && isName(word + next.word, single)) return [{ start, end: next.end }];
    return isName(word, all) ? [{ start, end }] : [];
  });
}

/** Without words that stand everywhere, and without letters of a code like QA01. */
function nameWords(value: string): readonly string[] {
  const letters = Array.from(value);
  const touches = ({ start, end }: Span): boolean => letters.slice(Math.max(0, start - 1), end + 1).some((letter) => /\p{Nd}/u.test(letter));
  return wordsOf(value).filter((word) => !TOO_COMMON.has(word.word.toLowerCase()) && !touches(word)).map(({ word }) => word);
}

function markedNumbers(text: string, values: readonly string[]): readonly Span[] {
  const endings = new Set(values.flatMap(numbersOf).map(({ ending }) => ending));
  return numbersOf(text).filter(({ ending }) => endings.has(ending));
}

/** Digits of any script with what people put between them, if there are enough of them. */
function numbersOf(text: string): readonly (Span & { readonly ending: string })[] {
  return found(text, /\p{Nd}(?:[\p{Nd}\s().\u200e\u200f+-]*\p{Nd})?/gu).flatMap(({ word, start, end }) => {
    const digits = Array.from(word).filter((letter) => /\p{Nd}/u.test(letter)).map(digitOf).join('');
    return digits.length < DIGITS_ALIKE ? [] : [{ start, end, ending: digits.slice(-DIGITS_ALIKE) }];
  });
}

/** Digits of every script stand in tens in Unicode; those for mathematics stand in one row, and are the ordinary ones otherwise written. */
export function digitOf(written: string): string {
  const letter = written.normalize('NFKC');
  const code = letter.codePointAt(0) ?? 0;
  let zero = code;
  while (zero > code - 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}
