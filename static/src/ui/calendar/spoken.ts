/** A date as a person reads it, in the calendar in which it was given. */
import { readGiven, type Calendar } from '../../capture/calendars';
import { inDigits } from '../numerals';
import { digits, language, monthName } from '../words';
import { w } from './words';

const MONTHS = Array.from({ length: 12 }, (_, at) => at + 1);

/** January, Hamal or Muharram first. */
export function monthsOf(calendar: Calendar): readonly string[] {
  return calendar === 'gregorian' ? MONTHS.map((month) => monthName(month)) : w(`${calendar}_months`).split(' | ');
}

export const figures = (number: number | string): string => inDigits(String(number), language.value, digits.value);

/** "Solar Hijri: Sunbula 1390, day not known"; what cannot be read is shown as it is. */
export function givenInWords(text: unknown): string {
  const given = readGiven(text);
  if (given === null) return String(text);
  const { calendar, year, month, day } = given;
  const known = [day === null ? null : figures(day), month === null ? null : (monthsOf(calendar)[month - 1] ?? figures(month)), year === null ? null : figures(year)];
  const unknown = [day === null && w('given_day'), month === null && w('given_month'), year === null && w('given_year')];
  const said = known.filter((part) => part !== null).join(' ');
  return `${w(calendar)}: ${[said, ...unknown].filter((part) => part !== false && part !== '').join(language.value === 'en' ? ', ' : '، ')}`;
}

