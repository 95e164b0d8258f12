/** What only the screens of `later_screens.ts` are refused by, in English: fetched with them. */
import type { LaterSentences } from './sentences';

const ASIDE = 'It is kept aside. Tell an administrator.';

export const LATER_ENGLISH: LaterSentences = {
  words_wrong: ['These are not the 24 words of a paper copy, or not of this one.', 'Compare them with the paper, word for word and in their order.'],
  passphrase_used: ['This passphrase is in use on this device already.', 'Choose another one.'],
  withdrawal_number: ['This is not a number by which a witness takes consent back.', 'Type its twelve digits again, as they were written down.'],
  roster_op: ['This change of members is not allowed.', 'Check who is already a member.'],
  lockbox_recipients: ['This was not sealed for exactly the people it should be.', ASIDE],
  lockbox_commitment: ['The key in this does not match its seal.', ASIDE],
  not_recipient: ['This was not sealed for this device.', 'Ask someone it was sealed for.'],
  stream_order: ['A part that should come before this one is missing.', 'Sync again; it waits until that part arrives.'],
  padding: ['This was not filled up as it must be.', ASIDE],
  replaces_several: ['Only a decision with a reason may replace several accounts.', 'Decide it, and say why.'],
  false_share: ['A guardian gave a share that is not the one sealed for them.', 'Ask that guardian again, in person.'],
  shares_missing: ['Too few guardians have agreed.', 'Ask more guardians.'],
  opening_closed: ['This request is closed: the name was shown, or whoever asked took the request back.', 'Ask anew if the name is still needed.'],
  opening_expired: ['This request is too old, or the clock of whoever asked is wrong.', 'Nothing was opened. Whoever needs the name asks anew.'],
  opening_hidden: ['Not every coordinator and guardian of today was shown this request.', 'Release nothing. Whoever needs the name asks anew, so that all see it.'],
  opening_mismatch: ['This request names another testimony than the one whose name it would open.', 'Release nothing, and tell the other guardians and coordinators.'],
  invite_used: ['This invite was already used by another device.', 'If that was not you, tell the person who invited you.'],
  team_exists: ['This team is already on the relay.', 'There is nothing to do.'],
  founding_code: ['This relay needs a founding code.', 'Ask the person who runs it; the relay shows it when it starts.'],
  replayed: ['This was already used once.', 'Make it anew.'],
  desk_locked: ['The desk is locked.', 'Open it with its passphrase.'],
  desk_not_admitted: ['The desk is not yet a member of the team.', 'An administrator must admit it.'],
  desk_exists: ['This desk already belongs to a team.', 'Use another data folder for another team.'],
  k_not_reached: ['This export would single out people, so it was not made.', 'Generalise more, or wait for more testimonies.'],
  nothing_to_export: ['No testimony may be used for this purpose.', 'Check what the witnesses agreed to.'],
  budget_spent: ['Today’s data budget on mobile data is used up.', 'It goes on by itself tomorrow or on Wi-Fi. You can also send once anyway.'],
  wrong_media_type: ['The request has the wrong type of content.', 'Update the app.'],
  release_wrong: ['This app is not the one that was signed for your team.', 'Do not use it for now. Ask the person who signs the team’s releases.'],
  desk_needed: ['In your team, names of witnesses are released and shown at the desk on one’s own computer, not in a page that a server sends.', 'Start the desk, open the address that it shows, and do it there.'],
};
