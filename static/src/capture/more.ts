/**
 * The functions of XLSForm that the default form does without: time, chance, what choices say, trigonometry. A script of its own, fetched with the first
 * form from outside. `server/forms/functions.py` has the same list.
 */
import { evaluate, giveForms, isTrue } from './evaluate';
import type { Place, Scope } from './evaluate';
import { FUNCTIONS } from './functions';
import type { Call } from './functions';
import { asNumber, asText } from './values';
import type { ExpressionValue } from './values';
import type { Expression } from './form';

const text = (args: readonly ExpressionValue[], at: number): string => asText(args[at] ?? '');
const number = (args: readonly ExpressionValue[], at: number): number => asNumber(args[at] ?? '');

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
  acos: (args) => Math.acos(number(args, 0)),
  asin: (args) => Math.asin(number(args, 0)),
  atan: (args) => Math.atan(number(args, 0)),
  atan2: (args) => Math.atan2(number(args, 0), number(args, 1)),
  'boolean-from-string': (args) => text(args, 0) === 'true' || text(args, 0) === '1',
  cos: (args) => Math.cos(number(args, 0)),
  'date-time': (args) => dateTime(number(args, 0)),
  'decimal-date-time': (args) => number(args, 0),
  'decimal-time': (args) => timeOfDay(text(args, 0)),
  exp: (args) => Math.exp(number(args, 0)),
  exp10: (args) => 10 ** number(args, 0),
  log: (args) => Math.log(number(args, 0)),
  log10: (args) => Math.log10(number(args, 0)),
  once: (args) => args[0] ?? '',
  pi: () => Math.PI,
  sin: (args) => Math.sin(number(args, 0)),
  sqrt: (args) => Math.sqrt(number(args, 0)),
  substring,
  tan: (args) => Math.tan(number(args, 0)),
};

/** Once, before a form from outside is opened. */
export function giveMore(): void {
  Object.assign(FUNCTIONS, MORE);
  giveForms({
    item: look,
    'format-date': formatted,
    'format-date-time': formatted,
    'indexed-repeat': (parts, scope) => placeOf(scope).everywhere(questionOf(parts[0]))[asNumber(evaluate(parts[2] ?? 0, scope)) - 1] ?? '',
    'jr:choice-name': (parts, scope) => placeOf(scope).labelOf(wordOf(parts[1]), asText(evaluate(parts[0] ?? NOTHING, scope))),
    now: (_, scope) => placeOf(scope).moment.now,
    position: (parts, scope) => placeOf(scope).outside(asNumber(evaluate(parts[0] ?? 0, scope))),
    random: (_, scope) => placeOf(scope).moment.chance,
    uuid: (_, scope) => placeOf(scope).moment.uuid,
  });
}

const NOTHING = { s: '' } as const;

function formatted(parts: readonly Expression[], scope: Scope): string {
  const [value, pattern] = parts.map((part) => evaluate(part, scope));
  // As the clock on the wall showed it, wherever that was.
  const wall = typeof value === 'number' ? value : asNumber(asText(value ?? '').replace(/(T.*)(Z|[+-]\d\d:\d\d)$/, '$1'));
  return written(wall, asText(pattern ?? ''), placeOf(scope).moment.language);
}
