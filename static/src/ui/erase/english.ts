/** What the part that erases everything says, in English. */
export const erase = {
  erase_note: 'This destroys the keys first, in less than a second. From then on nobody can open anything here: no draft, and nothing that was sealed but not sent. It cannot be undone. What was delivered stays with your team.',
  erase_do: 'Press and hold to erase everything',
  erase_held: 'Keep holding. Let go to stop.',
  erase_keys: 'Destroying the keys',
  erase_keys_gone: 'The keys are destroyed',
  erase_goes_on: 'Nothing here can be opened any more. The rest is being removed; if it is cut off, it goes on when the app starts again.',
  erase_rest: 'Removing the rest',
};
