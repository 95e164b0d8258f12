/** What a first testimony can be refused by, in English: what happened, and what to do next. A name without words does not compile. */
import type { FirstSentences } from './sentences';

const ASIDE = 'It is kept aside. Tell an administrator.';
const STAYS = 'Nothing is lost: it stays on this device.';

export const ENGLISH: FirstSentences = {
  malformed: ['This data is cut short, too long, or not data of this app.', 'Send it again from the device that made it.'],
  too_large: ['This is larger than the limit.', 'Split it into smaller parts.'],
  unknown_suite: ['This was made with a version that this app does not know.', 'Update the app.'],
  wrong_team: ['This belongs to another team.', 'Open it in the app of that team.'],
  wrong_passphrase: ['This passphrase does not open anything here.', 'Check the words and the keyboard language, and try again.'],
  key_file_damaged: ['The key file on this device is damaged.', 'Do not delete anything. Restore it from its backup.'],
  open_elsewhere: ['The app is already open in another tab or window on this device.', 'Close the other one, then try again.'],
  storage_refused: ['This browser does not let the app keep anything on this device.', 'Leave private browsing, or use another browser.'],
  device_full: ['This device has no space left.', 'What was saved is still here. Free some space, then save again.'],
  app_failed: ['Something in the app failed.', 'What was saved is still here. Lock the app and open it again.'],
  roster_stale: ['This device’s list of members is too old.', 'Sync first, or decide in “Team”.'],
  author_not_member: ['The author is not a member of this team.', ASIDE],
  damaged: ['This was damaged or changed on its way, or the key is a different one.', 'Send it again from the device that made it.'],
  no_guardian: ['The team has no guardian, so a name cannot be protected.', 'Add a guardian first. Nothing was sealed and nothing is lost.'],
  invite_damaged: ['This invite is incomplete or damaged.', 'Copy the whole link, or scan the code again.'],
  invite_head: ['The relay shows a different team than the invite promised.', 'Do not join. Ask the person who invited you, in person.'],
  invite_expired: ['This invite has expired, was used, or was taken back.', 'Ask for a new one.'],
  token_refused: ['The relay does not accept this device’s key for sending.', `${STAYS} Ask an administrator for the team’s new key.`],
  team_unknown: ['This relay does not know the team.', 'Check the address of the relay.'],
  not_found: ['This is not here.', 'Go back and look again.'],
  quota: ['The team’s space on the relay is full.', `${STAYS} Ask the operator for more space.`],
  disk_full: ['The relay’s disk is full.', `${STAYS} Tell the operator; it is tried again.`],
  too_many: ['Too many requests.', 'Wait a little; the app tries again by itself.'],
  wrong_host: ['This address is not one the server answers to.', 'Use the address that it printed at its start.'],
  server_error: ['The server failed.', `${STAYS} It is tried again.`],
  relay_unreachable: ['The relay cannot be reached.', 'Nothing is lost. Try again when there is a connection.'],
  store_unreachable: ['The server cannot reach its storage now.', `${STAYS} It is tried again.`],
};
