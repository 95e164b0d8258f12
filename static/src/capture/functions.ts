/** The functions of XLSForm expressions that this app runs; server/forms/expression.py lets no other into a form. */
import { asNumber, asText, asTruth, asWords, dateOfDay, isSet } from './values';
import type { ExpressionValue } from './values';

export type Call = (args: readonly ExpressionValue[]) => ExpressionValue;

export const text = (args: readonly ExpressionValue[], at: number): string => asText(args[at] ?? '');
export const number = (args: readonly ExpressionValue[], at: number): number => asNumber(args[at] ?? '');
export const all = (args: readonly ExpressionValue[]): readonly string[] => args.flatMap((value) => (isSet(value) ? value : [asText(value)]));

/** `if`, `and`, `or`, `position` and `today` need more than values and live in evaluate.ts; what the default form does without in more.ts. */
export const FUNCTIONS: Record<string, Call> = {
  concat: (args) => all(args).join(''),
  count: (args) => all(args).length,
  date: (args) => dateOfDay(number(args, 0)),
  false: () => false,
  not: (args) => !asTruth(args[0] ?? ''),
  number: (args) => number(args, 0),
  regex: (args) => new RegExp(text(args, 1), 'u').test(text(args, 0)),
  selected: (args) => asWords(args[0] ?? '').includes(text(args, 1)),
  string: (args) => text(args, 0),
  'string-length': (args) => Array.from(text(args, 0)).length,
  true: () => true,
};
