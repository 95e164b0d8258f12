/** What is said when a name that is kept apart also stands in a text, in English. */
export const marks = {
  found_one: 'A name or number that is kept apart also stands in {n} text',
  found_other: 'Names or numbers that are kept apart also stand in {n} texts',
  what: 'Coordinators will read these texts. Write “the witness” or “her brother” instead, if you can. What stays is marked, so that it is covered before anything is published.',
  places_one: '{n} place',
  places_other: '{n} places',
};
