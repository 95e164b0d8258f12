import { describe, expect, it } from 'vitest';
import { CALENDARS, dateIn, edgeOf, givenText, isoOf, readGiven, type Calendar, type GivenDate } from '../../../static/src/capture/calendars';

const DAY_MS = 86_400_000;
const given = (calendar: Calendar, year: number | null, month: number | null, day: number | null): GivenDate => ({ calendar, year, month, day });

describe('a day in another calendar', () => {
  it('is the day that is known from history', () => {
    expect(isoOf('solar', 1390, 6, 29)).toBe('2011-09-20');
    expect(isoOf('islamic', 1432, 10, 22)).toBe('2011-09-20');
    expect(isoOf('solar', 1400, 5, 24)).toBe('2021-08-15');
    expect(isoOf('solar', 1403, 12, 30), 'a leap year').toBe('2025-03-20');
    expect(isoOf('islamic', 1446, 1, 1)).toBe('2024-07-07');
  });

  it.each(CALENDARS)('comes back as it was for every day from 1900 to 2077 (%s)', (calendar) => {
    let wrong = 0;
    for (let at = Date.UTC(1900, 0, 1); at <= Date.UTC(2077, 10, 16); at += DAY_MS) {
      const iso = new Date(at).toISOString().slice(0, 10);
      const { year, month, day } = dateIn(calendar, iso);
      if (isoOf(calendar, year ?? 0, month ?? 0, day ?? 0) !== iso) wrong += 1;
    }
    expect(wrong).toBe(0);
  }, 60_000);

  it('is refused if the calendar has no such day', () => {
    expect(isoOf('solar', 1402, 12, 30), 'no leap year').toBeNull();
    expect(isoOf('solar', 1390, 7, 31)).toBeNull();
    expect(isoOf('islamic', 1445, 10, 30)).toBeNull();
    expect(isoOf('gregorian', 2011, 2, 29)).toBeNull();
    expect(isoOf('solar', 1390, 13, 1)).toBeNull();
    expect(isoOf('solar', 0, 1, 1)).toBeNull();
  });

  it('has 12 months and lengths that fit, from 1300 to 1450', () => {
    for (let year = 1300; year <= 1450; year += 1) {
      for (let month = 1; month <= 12; month += 1) {
        const last = edgeOf(given('solar', year, month, null), 'last');
        expect(dateIn('solar', last ?? '').day).toBe(month <= 6 ? 31 : month < 12 || isoOf('solar', year, 12, 30) !== null ? 30 : 29);
      }
    }
  });
});

describe('a date of which a part is not known', () => {
  it('is taken as early as it can be, or as late', () => {
    expect(edgeOf(given('solar', 1390, 6, null), 'first')).toBe('2011-08-23');
    expect(edgeOf(given('solar', 1390, 6, null), 'last')).toBe('2011-09-22');
    expect(edgeOf(given('gregorian', 2011, null, null), 'first')).toBe('2011-01-01');
    expect(edgeOf(given('gregorian', 2011, null, null), 'last')).toBe('2011-12-31');
    expect(edgeOf(given('gregorian', 2012, 2, null), 'last')).toBe('2012-02-29');
    expect(edgeOf(given('islamic', null, 1, 10), 'first'), 'no year, no day').toBeNull();
  });

  it('is written down so that nothing of it is lost', () => {
    for (const date of [given('solar', 1390, 6, null), given('gregorian', 2011, null, null), given('islamic', null, 1, 10), given('solar', 1390, 6, 29)]) {
      expect(readGiven(givenText(date))).toEqual(date);
    }
    expect(givenText(given('solar', 1390, 6, null))).toBe('solar 1390-06-XX');
    for (const strange of ['solar 1390-6-1', 'lunar 1390-06-01', '1390-06-01', '', 7, null, 'solar 1390-06-01 ']) expect(readGiven(strange)).toBeNull();
  });
});
