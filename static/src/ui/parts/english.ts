/** What the shared parts, and the card of a new version say, in English. */
export const parts = { back: 'Back', waiting: 'One moment', later_title: 'This screen is not here yet', later_again: 'Try again' };

export const roles = { documenter: 'documenter', coordinator: 'coordinator', guardian: 'guardian', admin: 'administrator' };

export const update = {
  ready: 'A new version is ready',
  ready_note: 'It was checked completely. The app restarts and you unlock it again; drafts stay.',
  start: 'Start the new version',
  busy: 'Something is being recorded on this device, here or in another tab. Finish that first.',
};
