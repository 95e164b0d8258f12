/**
 * How expressions see values: XPath 1.0's string, number and truth, with dates as days since 1970.
 * A set of nodes is the list of their texts; answers that are not relevant are not in it.
 */
import type { Answer } from './answers';

export type ExpressionValue = string | number | boolean | readonly string[];

export function isSet(value: ExpressionValue): value is readonly string[] {
  return typeof value === 'object';
}

export function asText(value: ExpressionValue): string {
  if (isSet(value)) return value[0] ?? '';
  return typeof value === 'number' ? numberText(value) : String(value);
}

/** Without an exponent, and nothing for what is not a number. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) return '';
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
}

export function asNumber(value: ExpressionValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const text = asText(value).trim();
  if (text === '') return Number.NaN;
  return dayNumber(text) ?? Number(text);
}

export function asTruth(value: ExpressionValue): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0 && !Number.isNaN(value);
  return isSet(value) ? value.some((text) => text !== '') : value !== '';
}

/** The choices of a select_multiple, which expressions see as one text with blanks between. */
export function asWords(value: ExpressionValue): readonly string[] {
  return asText(value).split(/\s+/).filter((word) => word !== '');
}

export function answerText(answer: Answer | undefined): string {
  if (answer === undefined || answer === null) return '';
  return typeof answer === 'object' ? answer.join(' ') : String(answer);
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?(Z|[+-]\d\d:\d\d)?)?/;

function dayNumber(text: string): number | null {
  if (!isDate(text.slice(0, 10))) return null;
  const parts = DATE.exec(text);
  if (!parts) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  const wall = Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour, minute) + (second ?? 0) * 1000;
  return (wall - offsetOf(parts[7])) / 86_400_000;
}

/** "+05:00" in ms. */
function offsetOf(zone: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone ?? '') ?? [];
  return hours === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** A day that exists, as YYYY-MM-DD. */
export function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!parts) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

export function dateOfDay(days: number): string {
  const date = new Date(days * 86_400_000);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}
