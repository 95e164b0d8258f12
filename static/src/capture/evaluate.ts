/** Runs one expression tree. Pure: what it may see comes in through the scope, time included. */
import type { Choice, Expression } from './form';
import { FUNCTIONS } from './functions';
import { asNumber, asText, asTruth, isSet } from './values';
import type { ExpressionValue } from './values';

export interface Scope {
  /** The texts of a question's relevant answers, seen from here: one inside the same member, all from outside. */
  readonly read: (question: string) => readonly string[];
  /** The question's own answer as text. */
  readonly own: string;
  /** The number of the member that holds the question, from 1. */
  readonly position: number;
  /** YYYY-MM-DD. */
  readonly today: string;
  readonly choice?: Choice;
}

export function evaluate(expression: Expression, scope: Scope): ExpressionValue {
  if (typeof expression === 'number') return expression;
  if ('s' in expression) return expression.s;
  if ('r' in expression) return scope.read(expression.r);
  if ('dot' in expression) return scope.own;
  if ('col' in expression) return column(expression.col, scope.choice);
  const [name, ...parts] = expression;
  const value = (at: number): ExpressionValue => evaluate(parts[at] ?? { s: '' }, scope);
  switch (name) {
    case 'and':
      return asTruth(value(0)) && asTruth(value(1));
    case 'or':
      return asTruth(value(0)) || asTruth(value(1));
    case 'if':
      return asTruth(value(0)) ? value(1) : value(2);
    case 'position':
      return scope.position;
    case 'today':
      return scope.today;
    case '=':
      return compare(value(0), value(1), true);
    case '!=':
      return compare(value(0), value(1), false);
    default:
      return ARITHMETIC[name]?.(asNumber(value(0)), asNumber(value(1))) ?? call(name, parts.map((part) => evaluate(part, scope)));
  }
}

const ARITHMETIC: Readonly<Record<string, (left: number, right: number) => number | boolean>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  div: (left, right) => left / right,
  mod: (left, right) => left % right,
  neg: (left) => -left,
};

function call(name: string, args: readonly ExpressionValue[]): ExpressionValue {
  const run = FUNCTIONS[name];
  if (!run) throw new Error(`the form uses ${name}, which this app does not run`);
  return run(args);
}

function column(name: string, choice: Choice | undefined): string {
  if (!choice) return '';
  return name === 'name' ? choice.v : (choice.x?.[name] ?? '');
}

/** A set of several is equal to a text if one of them is (XPath 1.0); an empty set counts as the empty text, as ODK does. */
function compare(left: ExpressionValue, right: ExpressionValue, equal: boolean): boolean {
  if (typeof left === 'boolean' || typeof right === 'boolean') return (asTruth(left) === asTruth(right)) === equal;
  if (typeof left === 'number' || typeof right === 'number') return (asNumber(left) === asNumber(right)) === equal;
  const one = isSet(left) ? left : [left];
  const other = isSet(right) ? right : [right];
  const texts = (set: readonly string[]): readonly string[] => (set.length === 0 ? [''] : set);
  return texts(one).some((a) => texts(other).some((b) => (a === b) === equal));
}

export function isTrue(expression: Expression, scope: Scope): boolean {
  return asTruth(evaluate(expression, scope));
}

export function toText(expression: Expression, scope: Scope): string {
  return asText(evaluate(expression, scope));
}
