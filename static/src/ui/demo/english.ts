/** What the demonstration's band says, in English. */
export const demo = { demo: 'Demonstration', remove: 'Remove', remove_sure: 'Remove all of it', keep: 'Keep' };
