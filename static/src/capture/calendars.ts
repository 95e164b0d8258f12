/**
 * Days in three calendars, and dates of which a part is not known. Pure but for `Intl`, which knows the calendars.
 *
 * A date is kept as it was given beside its day in the Gregorian calendar (PROTOCOL section 27): which calendar, and which parts were not known.
 */
import { isDate } from './values';

export const CALENDARS = ['gregorian', 'solar', 'islamic'] as const;
export type Calendar = (typeof CALENDARS)[number];
const INTL: Readonly<Record<Calendar, string>> = { gregorian: 'gregory', solar: 'persian', islamic: 'islamic-umalqura' };

/** Null for what is not known. */
export interface GivenDate {
  readonly calendar: Calendar;
  readonly year: number | null;
  readonly month: number | null;
  readonly day: number | null;
}
/** Whether what is not known is taken as early or as late as it can be. */
export type Edge = 'first' | 'last';

const DAY_MS = 86_400_000;
/** Mean lengths, in days. */
const YEAR_DAYS: Readonly<Record<Calendar, number>> = { gregorian: 365.2425, solar: 365.2422, islamic: 354.367_056 };
const MONTH_DAYS: Readonly<Record<Calendar, number>> = { gregorian: 30.44, solar: 30.44, islamic: 29.530_588 };
/** The first day of year 1, in days since 1970. */
const EPOCH: Readonly<Record<Calendar, number>> = { gregorian: -719_162, solar: -492_268, islamic: -492_148 };
const LAST_MONTH = 12;
const MOST_DAYS = 31;
/** From where mean lengths put a day, the right one is found in three; what is not found in six is no day. */
const TRIES = 6;

const formats = new Map<Calendar, Intl.DateTimeFormat>();

function formatOf(calendar: Calendar): Intl.DateTimeFormat {
  const known = formats.get(calendar) ?? new Intl.DateTimeFormat(`en-u-ca-${INTL[calendar]}-nu-latn`, { year: 'numeric', month: 'numeric', day: 'numeric', timeZone: 'UTC' });
  formats.set(calendar, known);
  return known;
}

/** `days`: since 1970. */
function partsOf(calendar: Calendar, days: number): readonly [year: number, month: number, day: number] {
  const parts = formatOf(calendar).formatToParts(days * DAY_MS);
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((one) => one.type === type)?.value);
  return [part('year'), part('month'), part('day')];
}

/** YYYY-MM-DD as it is called in a calendar. */
export function dateIn(calendar: Calendar, iso: string): GivenDate {
  const [year, month, day] = partsOf(calendar, Date.parse(iso) / DAY_MS);
  return { calendar, year, month, day };
}

/** YYYY-MM-DD, or null if there is no such day. */
export function isoOf(calendar: Calendar, year: number, month: number, day: number): string | null {
  if (year < 1) return null;
  const apart = (years: number, months: number, days: number): number => years * YEAR_DAYS[calendar] + months * MONTH_DAYS[calendar] + days;
  let days = Math.round(EPOCH[calendar] + apart(year - 1, month - 1, day - 1));
  for (let tries = 0; tries < TRIES; tries += 1) {
    const [y, m, d] = partsOf(calendar, days);
    const off = apart(year - y, month - m, day - d);
    if (off === 0) {
      const iso = new Date(days * DAY_MS).toISOString().slice(0, 10);
      return isDate(iso) ? iso : null;
    }
    days += Math.round(off) || Math.sign(off);
  }
  return null;
}

/** The first or last day that it can have been; null without a year, or if there is no such day. */
export function edgeOf({ calendar, year, month, day }: GivenDate, edge: Edge): string | null {
  if (year === null) return null;
  const known = month ?? (edge === 'first' ? 1 : LAST_MONTH);
  if (day !== null) return isoOf(calendar, year, known, day);
  if (edge === 'first') return isoOf(calendar, year, known, 1);
  for (let last = MOST_DAYS; last > MOST_DAYS - 4; last -= 1) {
    const iso = isoOf(calendar, year, known, last);
    if (iso !== null) return iso;
  }
  return null;
}

const digits = (part: number | null, length: number): string => (part === null ? 'X'.repeat(length) : String(part).padStart(length, '0'));

/** For example "solar 1390-06-XX"; X as in EDTF (ISO 8601-2) for a digit that is not known. */
export function givenText({ calendar, year, month, day }: GivenDate): string {
  return `${calendar} ${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
}

const GIVEN = /^(gregorian|solar|islamic) (\d{4}|XXXX)-(\d\d|XX)-(\d\d|XX)$/;

/** Null if the text is none. */
export function readGiven(text: unknown): GivenDate | null {
  const [, name, ...parts] = typeof text === 'string' ? (GIVEN.exec(text) ?? []) : [];
  const calendar = CALENDARS.find((one) => one === name);
  const [year = null, month = null, day = null] = parts.map((part) => (part.startsWith('X') ? null : Number(part)));
  return calendar === undefined ? null : { calendar, year, month, day };
}

/** Whether it says more than the day alone: else nothing is kept beside it. */
export function saysMore({ calendar, year, month, day }: GivenDate): boolean {
  return calendar !== 'gregorian' || year === null || month === null || day === null;
}
