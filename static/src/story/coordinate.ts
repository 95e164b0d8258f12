/**
 * What a first testimony does not need: founding, team, examining, settling, publishing, media, the data budget, carrying, backups of keys. A script of its own, so that a
 * phone's first load is small; one and not several, because what several share would be a script of its own again, which a first load needs too.
 */
export { acknowledgements } from './acknowledge';
export { carrying, forgetFile, sendCarried, takeFile, writeLetters, writeReceipts } from './carry';
export { adoptOldRows, layChaff } from './chaff';
export { DEMO_LABEL, DEMO_TEAM, recordDemo } from './demo';
export { countQueue, queue, testimony } from './examine';
export { found } from './found';
export { findingSeen, weighGossip } from './gossip';
export { govern } from './govern';
export { keepTeam } from './governing';
export { grantKeys, takeBackGranted, takeGrant } from './granting';
export { guardedNames, openings } from './guarded_names';
export { fetchedJourney } from './fetched';
export { compileForm, teamForms } from './form_calls';
export { join, readInvite } from './join';
export { keepChunks, openFile, sendMedia } from './media';
export { openName, openingDeed } from './opened_names';
export { countOpenings } from './openings';
export { correct, forgetAllDue, forgetOwn, keptWrites, ownTestimony } from './own';
export { dropLostSlices, sealMedia } from './slices';
export { deskStatus, joinDesk, makeExport, previewExport, unlockDesk } from './publish';
export { addSecond, changePassphrase, removeSecond, setTapsErase } from './passphrases';
export { read } from './reading';
export { release } from './release';
export { findWayIn } from './restored';
export { dataBudget, openMeter, sendAnyway, setDataBudget } from './saving';
export { decide, edit } from './settle';
export { admit, invite, revokeInvite, team } from './team';
export { countForms, sayFormsAgain } from './team_forms';
export { attend } from './watching';
export { withdraw, withdrawalNumber } from './withdrawal';
export { Desk } from '../sync/desk';
