/** What a first testimony does not need: founding, team, examining, settling, publishing. A script of its own, so that a phone's first load is small. */
export { DEMO_LABEL, DEMO_TEAM, recordDemo } from './demo';
export { queue, testimony } from './examine';
export { found } from './found';
export { deskStatus, joinDesk, makeExport, previewExport, unlockDesk } from './publish';
export { decide, edit } from './settle';
export { admit, invite, revokeInvite, team } from './team';
export { Desk } from '../sync/desk';
