/** What the part that erases everything says, in English. */
export const erase = {
  erase_note: 'This destroys the key first and then all that is on this device: drafts, and whatever was sealed but not yet sent. It cannot be undone. What was delivered stays with your team.',
  erase_type: 'To confirm, type: {word}',
  erase_word: 'erase',
  erase_do: 'Erase everything on this device',
};
