/** What the screen of what one handed over says, in English. */
export const own = {
  reading: 'Looking',
  sealed_at: 'Sealed {when}',
  open_read: 'This phone can open it until a coordinator can read it. Then it forgets by itself.',
  open_until: 'This phone can open it until {when}, then it forgets by itself. If it has not reached a coordinator by then, it waits for that.',
  closed: 'This phone has forgotten the answers. It only knows which questions were answered.',
  nothing: 'This phone knows nothing of it any more.',
  correct: 'What you change here is sealed and sent as a correction. Coordinators see the old answer and the new one.',
  names: 'Names cannot be seen or changed here.',
  forget: 'Forget it now',
  forget_list: 'Forget this list too',
  forget_ask: 'After that nobody can open or correct it on this phone. What is sealed is sent all the same.',
  forget_yes: 'Forget',
  cancel: 'Cancel',
};
