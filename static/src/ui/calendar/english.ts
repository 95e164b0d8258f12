/** What a date question says of calendars, in English. Months are in order, with " | " between. */
export const calendar = {
  calendar: 'Calendar',
  gregorian: 'Gregorian',
  solar: 'Solar Hijri',
  islamic: 'Islamic (lunar)',
  solar_months: 'Hamal | Sawr | Jawza | Saratan | Asad | Sunbula | Mizan | Aqrab | Qaws | Jadi | Dalw | Hut',
  islamic_months: 'Muharram | Safar | Rabi I | Rabi II | Jumada I | Jumada II | Rajab | Shaban | Ramadan | Shawwal | Dhu al-Qadah | Dhu al-Hijjah',
  unknown: 'Not known',
  year_unknown: 'The year is not known',
  means: 'Gregorian: {day}',
  means_between: 'Gregorian: between {first} and {last}',
  means_nothing: 'Kept as it was given. Without a year it is no day that can be counted.',
  given: '{label}, as it was given',
  given_year: 'year not known',
  given_month: 'month not known',
  given_day: 'day not known',
};
