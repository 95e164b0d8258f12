/**
 * The functions of XLSForm that the default form does without: time, chance, what choices say, trigonometry. A script of its own, fetched with the first
 * form from outside. `server/forms/functions.py` has the same list.
 */
import { evaluate, giveForms, isTrue } from './evaluate';
import type { Place, Scope } from './evaluate';
import { FUNCTIONS, all, number, text } from './functions';
import type { Call } from './functions';
import { asNumber, asText, asTruth, asWords, isSet } from './values';
import type { ExpressionValue } from './values';
import type { Expression } from './form';

const numbers = (args: readonly ExpressionValue[]): readonly number[] =>
  args.flatMap((value) => (isSet(value) ? value.filter((one) => one !== '').map((one) => asNumber(one)) : [asNumber(value)]));

function round(args: readonly ExpressionValue[]): number {
  const power = 10 ** (args[1] === undefined ? 0 : number(args, 1));
  return Math.round(number(args, 0) * power) / power;
}

function before(args: readonly ExpressionValue[]): string {
  const at = text(args, 0).indexOf(text(args, 1));
  return at < 0 ? '' : text(args, 0).slice(0, at);
}

function after(args: readonly ExpressionValue[]): string {
  const at = text(args, 0).indexOf(text(args, 1));
  return at < 0 ? '' : text(args, 0).slice(at + text(args, 1).length);
}

function translate(args: readonly ExpressionValue[]): string {
  const from = Array.from(text(args, 1));
  const to = Array.from(text(args, 2));
  return Array.from(text(args, 0)).map((letter) => (from.includes(letter) ? (to[from.indexOf(letter)] ?? '') : letter)).join('');
}

function checklist(args: readonly ExpressionValue[]): boolean {
  const ticked = args.slice(2).filter((value) => asTruth(value)).length;
  return ticked >= number(args, 0) && (number(args, 1) < 0 || ticked <= number(args, 1));
}

function placeOf({ place }: Scope): Place {
  if (place === undefined) throw new Error('this form needs to know the time and the language');
  return place;
}

const questionOf = (part: Expression | undefined): string => (typeof part === 'object' && 'r' in part ? part.r : '');
const wordOf = (part: Expression | undefined): string => (typeof part === 'object' && 's' in part ? part.s : '');

/** That column of all choices for which the condition holds. */
function look([list, condition, column]: readonly Expression[], scope: Scope): readonly string[] {
  const place = placeOf(scope);
  const name = wordOf(column);
  const found = place.choices(wordOf(list)).filter((choice) => condition === undefined || isTrue(condition, { ...scope, choice }));
  return found.map((choice) => (name === 'name' ? choice.v : name === 'label' ? place.say(choice) : (choice.x?.[name] ?? '')));
}

const DAY_MS = 86_400_000;
const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

function dateTime(days: number): string {
  const date = new Date(days * DAY_MS);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().replace('Z', '+00:00');
}

/** Of what ODK calls a pattern; a letter that it does not know stays as it is. Without a valid date nothing. */
function written(days: number, pattern: string, language: string): string {
  const date = new Date(Math.round(days * DAY_MS));
  if (Number.isNaN(date.getTime())) return '';
  const name = (part: Intl.DateTimeFormatOptions): string => date.toLocaleDateString(language, { ...part, timeZone: 'UTC' });
  const parts: Readonly<Record<string, () => string>> = {
    Y: () => pad(date.getUTCFullYear(), 4),
    y: () => pad(date.getUTCFullYear() % 100),
    m: () => pad(date.getUTCMonth() + 1),
    n: () => String(date.getUTCMonth() + 1),
    b: () => name({ month: 'short' }),
    d: () => pad(date.getUTCDate()),
    e: () => String(date.getUTCDate()),
    a: () => name({ weekday: 'short' }),
    H: () => pad(date.getUTCHours()),
    h: () => String(date.getUTCHours()),
    M: () => pad(date.getUTCMinutes()),
    S: () => pad(date.getUTCSeconds()),
    3: () => pad(date.getUTCMilliseconds(), 3),
  };
  return pattern.replaceAll(/%([A-Za-z3])/g, (whole, letter: string) => parts[letter]?.() ?? whole);
}

function timeOfDay(clock: string): number {
  const [, hours, minutes, seconds] = /^(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?/.exec(clock) ?? [];
  return hours === undefined ? Number.NaN : (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)) / 86_400;
}

function substring(args: readonly ExpressionValue[]): string {
  const letters = Array.from(text(args, 0));
  const first = Math.round(number(args, 1));
  const end = args[2] === undefined ? Number.POSITIVE_INFINITY : first + Math.round(number(args, 2));
  return letters.filter((_, at) => at + 1 >= first && at + 1 < end).join('');
}

const MORE: Readonly<Record<string, Call>> = {
  abs: (args) => Math.abs(number(args, 0)),
  acos: (args) => Math.acos(number(args, 0)),
  asin: (args) => Math.asin(number(args, 0)),
  atan2: (args) => Math.atan2(number(args, 0), number(args, 1)),
  atan: (args) => Math.atan(number(args, 0)),
  'boolean-from-string': (args) => text(args, 0) === 'true' || text(args, 0) === '1',
  boolean: (args) => asTruth(args[0] ?? ''),
  ceiling: (args) => Math.ceil(number(args, 0)),
  checklist,
  coalesce: (args) => text(args, 0) || text(args, 1),
  contains: (args) => text(args, 0).includes(text(args, 1)),
  cos: (args) => Math.cos(number(args, 0)),
  'count-non-empty': (args) => all(args).filter((one) => one !== '').length,
  'count-selected': (args) => asWords(args[0] ?? '').length,
  'date-time': (args) => dateTime(number(args, 0)),
  'decimal-date-time': (args) => number(args, 0),
  'decimal-time': (args) => timeOfDay(text(args, 0)),
  'ends-with': (args) => text(args, 0).endsWith(text(args, 1)),
  exp10: (args) => 10 ** number(args, 0),
  exp: (args) => Math.exp(number(args, 0)),
  floor: (args) => Math.floor(number(args, 0)),
  int: (args) => Math.trunc(number(args, 0)),
  join: (args) => all(args.slice(1)).join(text(args, 0)),
  log10: (args) => Math.log10(number(args, 0)),
  log: (args) => Math.log(number(args, 0)),
  max: (args) => Math.max(...numbers(args)),
  min: (args) => Math.min(...numbers(args)),
  'normalize-space': (args) => asWords(args[0] ?? '').join(' '),
  once: (args) => args[0] ?? '',
  pi: () => Math.PI,
  pow: (args) => number(args, 0) ** number(args, 1),
  round,
  'selected-at': (args) => asWords(args[0] ?? '')[number(args, 1)] ?? '',
  sin: (args) => Math.sin(number(args, 0)),
  sqrt: (args) => Math.sqrt(number(args, 0)),
  'starts-with': (args) => text(args, 0).startsWith(text(args, 1)),
  substr: (args) => text(args, 0).slice(number(args, 1), args[2] === undefined ? undefined : number(args, 2)),
  substring,
  'substring-after': after,
  'substring-before': before,
  sum: (args) => numbers(args).reduce((total, one) => total + one, 0),
  tan: (args) => Math.tan(number(args, 0)),
  translate,
};

/** Once, before a form from outside is opened. */
export function giveMore(): void {
  Object.assign(FUNCTIONS, MORE);
  giveForms(FORMS);
}

const NOTHING = { s: '' } as const;
const FORMS: Readonly<Record<string, (parts: readonly Expression[], scope: Scope) => ExpressionValue>> = {
  item: look,
  'format-date': formatted,
  'format-date-time': formatted,
  'indexed-repeat': (parts, scope) => placeOf(scope).everywhere(questionOf(parts[0]))[asNumber(evaluate(parts[2] ?? 0, scope)) - 1] ?? '',
  'jr:choice-name': (parts, scope) => placeOf(scope).labelOf(wordOf(parts[1]), asText(evaluate(parts[0] ?? NOTHING, scope))),
  now: (_, scope) => placeOf(scope).moment.now,
  position: (parts, scope) => placeOf(scope).outside(asNumber(evaluate(parts[0] ?? 0, scope))),
  random: (_, scope) => placeOf(scope).moment.chance,
  uuid: (_, scope) => placeOf(scope).moment.uuid,
};
/** The names of those that need more than values. */
export const SPECIAL: readonly string[] = Object.keys(FORMS);

function formatted(parts: readonly Expression[], scope: Scope): string {
  const [value, pattern] = parts.map((part) => evaluate(part, scope));
  // As the clock on the wall showed it, wherever that was.
  const wall = typeof value === 'number' ? value : asNumber(asText(value ?? '').replace(/(T.*)(Z|[+-]\d\d:\d\d)$/, '$1'));
  return written(wall, asText(pattern ?? ''), placeOf(scope).moment.language);
}
