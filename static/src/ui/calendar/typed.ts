/** From what stands in the fields of a date question to what is kept, and back. Pure. */
import { GIVEN } from '../../capture/answers';
import type { Answer } from '../../capture/answers';
import { dateIn, edgeOf, givenText, readGiven, saysMore, type Calendar, type Edge, type GivenDate } from '../../capture/calendars';
import type { FormNode } from '../../capture/form';
import type { Item, Tree } from '../../capture/tree';
import { isDate } from '../../capture/values';
import { westernDigits } from '../capture/typed';

/** In a month or a day: it is not known. Empty: nobody has said anything yet. */
export const UNKNOWN = 'XX';

export interface TypedDate {
  readonly calendar: Calendar;
  readonly year: string;
  readonly noYear: boolean;
  readonly month: string;
  readonly day: string;
}
export interface Kept {
  readonly answer: Answer;
  /** Beside the answer, in the field that `GIVEN` begins. */
  readonly given: string | null;
}

/** A date that must not lie before another one is an end: what is not known of it is taken as late as it can be. */
export function edgeAskedBy(node: FormNode): Edge {
  return JSON.stringify(node.con ?? null).includes('{"r":') ? 'last' : 'first';
}

const two = (part: number | null): string => (part === null ? UNKNOWN : String(part).padStart(2, '0'));

export function typedFrom({ calendar, year, month, day }: GivenDate): TypedDate {
  return { calendar, year: year === null ? '' : String(year), noYear: year === null, month: two(month), day: two(day) };
}

/** What is not a day yet is kept as it stands, with the name of its calendar before it, so that no check takes it for a Gregorian day. */
const raw = ({ calendar, year, month, day }: TypedDate): string => `${calendar === 'gregorian' ? '' : `${calendar}:`}${year}-${month}-${day}`;
const RAW = /^(?:(solar|islamic):)?([^-]*)-([^-]*)-([^-]*)$/;

/** Null while something is still to be said. */
export function givenBy({ calendar, year, noYear, month, day }: TypedDate): GivenDate | null {
  const digits = westernDigits(year.trim());
  if (month === '' || day === '' || (!noYear && !/^\d{1,4}$/.test(digits))) return null;
  const part = (text: string): number | null => (text === UNKNOWN ? null : Number(text));
  return { calendar, year: noYear ? null : Number(digits), month: part(month), day: part(day) };
}

export function keptOf(typed: TypedDate, edge: Edge): Kept {
  if (typed.year.trim() === '' && !typed.noYear && typed.month === '' && typed.day === '') return { answer: null, given: null };
  const given = givenBy(typed);
  if (given === null) return { answer: typed.noYear ? null : raw(typed), given: null };
  if (given.year === null) return { answer: null, given: givenText(given) };
  const iso = edgeOf(given, edge);
  if (iso === null) return { answer: raw(typed), given: null };
  return { answer: iso, given: saysMore(given) ? givenText(given) : null };
}

/** What was given, if it still belongs to the answer: somebody may have corrected the one without the other. */
export function givenFor(text: unknown, answer: unknown, edge: Edge): GivenDate | null {
  const given = readGiven(text);
  return given !== null && edgeOf(given, edge) === (answer ?? null) ? given : null;
}

/** `preferred`: the calendar of whoever reads, for a day that was given in no other. */
export function typedOf(tree: Tree, { node, member, answer }: Item, preferred: Calendar): TypedDate {
  const given = givenFor((member ?? tree.answers).fields[GIVEN + node.n], answer, edgeAskedBy(node));
  if (given !== null) return typedFrom(given);
  if (typeof answer === 'string' && isDate(answer)) return typedFrom(dateIn(preferred, answer));
  const [, calendar, year = '', month = '', day = ''] = typeof answer === 'string' ? (RAW.exec(answer) ?? []) : [];
  return { calendar: calendar === 'solar' || calendar === 'islamic' ? calendar : answer === null ? preferred : 'gregorian', year, noYear: false, month, day };
}

const YEAR_OF_NO_SOLAR_DATE = 1600;

/** The same day in another calendar; or the same figures, if they make sense only there. */
export function turned(typed: TypedDate, calendar: Calendar): TypedDate {
  const given = givenBy(typed);
  const fitsHere = given?.year != null && given.year > YEAR_OF_NO_SOLAR_DATE === (given.calendar === 'gregorian');
  const iso = fitsHere && given.month !== null && given.day !== null ? edgeOf(given, 'first') : null;
  return iso === null ? { ...typed, calendar } : typedFrom(dateIn(calendar, iso));
}
