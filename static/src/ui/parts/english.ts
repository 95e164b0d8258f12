/** What the shared parts say, in English. */
export const parts = { back: 'Back', waiting: 'One moment', later_title: 'This screen is not here yet', later_again: 'Try again' };

export const roles = { documenter: 'documenter', coordinator: 'coordinator', guardian: 'guardian', admin: 'administrator' };
