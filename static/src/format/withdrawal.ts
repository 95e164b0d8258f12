/**
 * Taking consent back without a name (PROTOCOL section 26): the witness keeps a number, the testimony only its hash. Nothing gives consent back again: whoever
 * agrees anew tells anew.
 */
import { type Random, hex, utf8 } from './bytes';
import type { Known } from './change';
import { hash } from './hash';
import { Refusal } from './refusals';
import { digitOf } from './spelling';

/** Of a testimony: the hash of the number that its witness was given. */
export const MARK_FIELD = 'gw_withdrawal';
/** Of a withdrawal: the number. */
export const NUMBER_FIELD = 'gw_withdraws';
/** What a withdrawal says its form is. It is told by what it holds (`isWithdrawal`), never by this. */
export const WITHDRAWAL_FORM = ['gw_withdrawal', '1'] as const;
/** The last two are check digits by ISO 7064 MOD 97-10. */
const DIGITS = 12;
const CHECKED = 97;
const DRAWN_BELOW = 1e10;
const NUMBER = /^[0-9]{12}$/;
/** Spaces, hyphens and marks of direction. */
const BETWEEN = /[ \t\n\r\u00a0\u202f\u2010-\u2013\u061c\u200e\u200f\u2066-\u2069-]/gu;

/** A new number: ten digits drawn evenly, and the two that check them. */
export function drawNumber(random: Random): string {
  for (;;) {
    const drawn = random(5).reduce((sum, byte) => sum * 256 + byte, 0);
    // 109 times 10^10 are the most that five bytes hold evenly.
    if (drawn < 109 * DRAWN_BELOW) return withCheck(drawn % DRAWN_BELOW);
  }
}

function withCheck(drawn: number): string {
  const ten = String(drawn).padStart(DIGITS - 2, '0');
  return ten + String(CHECKED + 1 - ((drawn * 100) % CHECKED)).padStart(2, '0');
}

/** Twelve digits as they count, from twelve digits in any script with anything between them that people put there. Refuses `withdrawal_number`. */
export function readNumber(typed: string): string {
  const digits = Array.from(typed.replace(BETWEEN, ''), (letter) => (/\p{Nd}/u.test(letter) ? digitOf(letter) : '?')).join('');
  if (!NUMBER.test(digits) || Number(digits) % CHECKED !== 1) throw new Refusal('withdrawal_number');
  return digits;
}

/** 64 hexadecimal digits. */
export const markOf = (number: string): string => hex(hash('withdrawal', utf8(number)));

/** What all changes together take back, also those that wait: a withdrawal needs nothing that comes before it. */
export function withdrawnMarks(known: Iterable<Known>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { change } of known) {
    for (const { p, x } of change.ops) if (p.length === 1 && p[0] === NUMBER_FIELD && typeof x === 'string' && NUMBER.test(x)) found.add(markOf(x));
  }
  return found;
}

/** All that a record was ever given. */
export function marksOf(known: readonly Known[]): ReadonlySet<string> {
  return new Set(known.flatMap(({ change }) => change.ops.flatMap(({ p, x }) => (p.length === 1 && p[0] === MARK_FIELD && typeof x === 'string' ? [x] : []))));
}

/** Whether a testimony ever had one of these marks: who writes another one over it changes nothing. */
export function isWithdrawn(known: readonly Known[], marks: ReadonlySet<string>): boolean {
  return marks.size > 0 && [...marksOf(known)].some((mark) => marks.has(mark));
}

/** Whether a record says nothing but numbers: it is no testimony, and hides none. */
export function isWithdrawal(known: readonly Known[]): boolean {
  return known.every(({ change }) => change.ops.every(({ p }) => p.length === 1 && p[0] === NUMBER_FIELD));
}
