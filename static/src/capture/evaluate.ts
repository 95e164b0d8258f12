/** Runs one expression tree. Pure: what it may see comes in through the scope, time included. */
import type { Choice, Expression, Language } from './form';
import { FUNCTIONS } from './functions';
import { asNumber, asText, asTruth, isSet } from './values';
import type { ExpressionValue } from './values';

/** What only few forms ask for. */
export interface Place {
  /** The texts of a question's answers in all members of its repeat, in their order, empty where it is not relevant. */
  readonly everywhere: (question: string) => readonly string[];
  /** The same of what lies so many steps further outside. */
  readonly outside: (levels: number) => number;
  /** What a question's choice says to the person. */
  readonly labelOf: (question: string, value: string) => string;
  readonly choices: (list: string) => readonly Choice[];
  /** What a choice says to the person. */
  readonly say: (choice: Choice) => string;
  readonly moment: Moment;
}
/** Time, chance and language, as they are when something is worked out. */
export interface Moment {
  /** ISO 8601 with its offset. */
  readonly now: string;
  readonly language: Language;
  /** From 0 up to 1. */
  readonly chance: number;
  readonly uuid: string;
}

export interface Scope {
  /** The texts of a question's relevant answers, seen from here: one inside the same member, all from outside. */
  readonly read: (question: string) => readonly string[];
  /** The question's own answer as text. */
  readonly own: string;
  /** The number of the member in which the question lies, from 1; in a group it is 1, as XPath has it. */
  readonly position: number;
  /** YYYY-MM-DD. */
  readonly today: string;
  readonly choice?: Choice;
  readonly place?: Place;
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
      return parts.length === 0 ? scope.position : (FORMS['position']?.(parts, scope) ?? Number.NaN);
    case 'today':
      return scope.today;
    case '=':
      return compare(value(0), value(1), true);
    case '!=':
      return compare(value(0), value(1), false);
    default:
      return ARITHMETIC[name]?.(asNumber(value(0)), asNumber(value(1))) ?? FORMS[name]?.(parts, scope) ?? call(name, parts.map((part) => evaluate(part, scope)));
  }
}

/** What needs more than the values of its parts. Given by `more.ts`, which the default form does without. */
type SpecialForm = (parts: readonly Expression[], scope: Scope) => ExpressionValue;
const FORMS: Record<string, SpecialForm> = {};
export function giveForms(forms: Readonly<Record<string, SpecialForm>>): void {
  Object.assign(FORMS, forms);
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
