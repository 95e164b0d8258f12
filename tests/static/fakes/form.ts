/** A small form of a team's own, as `gawahi form compile` writes it. */
const text = (en: string, ur: string): object => ({ en, ur });

export const FORM_TEXT = JSON.stringify({
  id: 'oral',
  version: '2026-11',
  title: text('Oral history', 'زبانی تاریخ'),
  lists: { worth: [{ v: 'high', l: text('High', 'زیادہ') }] },
  q: [
    { n: 'name', t: 'text', l: text('Name', 'نام'), cls: 'direct', cmp: 'identity' },
    { n: 'r_age', t: 'integer', l: text('Age of the respondent', 'عمر'), cls: 'quasi', cmp: 'testimony', gen: 'age' },
    { n: 'worth', t: 'select_one', l: text('Worth', 'قدر'), list: 'worth', cls: 'safe', cmp: 'review' },
  ],
});
