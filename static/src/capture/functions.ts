/** The functions of XLSForm expressions that this app runs; server/forms/expression.py lets no other into a form. */
import { asNumber, asText, asTruth, asWords, dateOfDay, isSet } from './values';
import type { ExpressionValue } from './values';

export type Call = (args: readonly ExpressionValue[]) => ExpressionValue;

const text = (args: readonly ExpressionValue[], at: number): string => asText(args[at] ?? '');
const number = (args: readonly ExpressionValue[], at: number): number => asNumber(args[at] ?? '');
const all = (args: readonly ExpressionValue[]): readonly string[] => args.flatMap((value) => (isSet(value) ? value : [asText(value)]));
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

/** `if`, `and`, `or`, `position` and `today` need more than values and live in evaluate.ts; what the default form does without in more.ts. */
export const FUNCTIONS: Record<string, Call> = {
  abs: (args) => Math.abs(number(args, 0)),
  boolean: (args) => asTruth(args[0] ?? ''),
  ceiling: (args) => Math.ceil(number(args, 0)),
  checklist,
  coalesce: (args) => text(args, 0) || text(args, 1),
  concat: (args) => all(args).join(''),
  contains: (args) => text(args, 0).includes(text(args, 1)),
  count: (args) => all(args).length,
  'count-non-empty': (args) => all(args).filter((one) => one !== '').length,
  'count-selected': (args) => asWords(args[0] ?? '').length,
  date: (args) => dateOfDay(number(args, 0)),
  'ends-with': (args) => text(args, 0).endsWith(text(args, 1)),
  false: () => false,
  floor: (args) => Math.floor(number(args, 0)),
  int: (args) => Math.trunc(number(args, 0)),
  join: (args) => all(args.slice(1)).join(text(args, 0)),
  max: (args) => Math.max(...numbers(args)),
  min: (args) => Math.min(...numbers(args)),
  'normalize-space': (args) => asWords(args[0] ?? '').join(' '),
  not: (args) => !asTruth(args[0] ?? ''),
  number: (args) => number(args, 0),
  pow: (args) => number(args, 0) ** number(args, 1),
  regex: (args) => new RegExp(text(args, 1), 'u').test(text(args, 0)),
  round,
  selected: (args) => asWords(args[0] ?? '').includes(text(args, 1)),
  'selected-at': (args) => asWords(args[0] ?? '')[number(args, 1)] ?? '',
  'starts-with': (args) => text(args, 0).startsWith(text(args, 1)),
  string: (args) => text(args, 0),
  'string-length': (args) => Array.from(text(args, 0)).length,
  substr: (args) => text(args, 0).slice(number(args, 1), args[2] === undefined ? undefined : number(args, 2)),
  'substring-after': after,
  'substring-before': before,
  sum: (args) => numbers(args).reduce((total, one) => total + one, 0),
  translate,
  true: () => true,
};
