/**
 * Coming back: a new device becomes the one whose keys a backup holds (PROTOCOL section 21). It finds the team as a newcomer does, by a roster that it
 * verifies against what it was promised, and asks nobody to be let in: it is in already.
 */
import { type Way, noteOfLink } from '../format/backup';
import { equal } from '../format/bytes';
import { teamTag } from '../format/device';
import { parseInviteLink } from '../format/invite';
import { Refusal } from '../format/refusals';
import { type Member, Roster } from '../format/roster';
import { nameInSight } from '../format/unseen';
import type { BackupSource, Returning } from '../journey/keys';
import { openNote } from '../seal/backup';
import { Device } from '../seal/device';
import { rosterMailbox, uploadToken } from '../seal/roster';
import { verify } from '../seal/signing';
import { Relay } from '../sync/transport';
import { type OpenedBackup, openSource } from './backup';
import { fetchRoster, fetchWelcome, verifiedRoster } from './join';
import { settleIn } from './settle_in';
import type { World } from './world';

/** Refuses what `openSource` does, `words_wrong` for the note of another paper, and what an invite is refused by. */
export async function readReturn(world: World, source: BackupSource, link: string | null): Promise<Returning> {
  const backup = await openSource(source);
  const { team } = await wayBack(world, backup, link);
  return { team: nameInSight(team), label: backup.label };
}

/** Refuses what `readReturn` does, `token_refused` (an invite helps), `invite_head`, and `author_not_member` if these keys are not in the team any more. */
export async function recover(world: World, source: BackupSource, link: string | null, passphrase: string): Promise<void> {
  const backup = await openSource(source);
  const way = await wayBack(world, backup, link);
  const entries = await currentEntries(world, way);
  let roster = Roster.empty;
  for (const [, signed] of entries) roster = await roster.extend(signed, verify);
  const device = await Device.fromSeeds(backup.seeds);
  const member = roster.at(device.id);
  if (member === null || !roster.isMember(device.id, roster.seq)) throw new Refusal('author_not_member', 'these keys');
  await settleIn(world, passphrase, { seeds: backup.seeds, roster: entries, letters: [], membership: membershipOf(way, member) });
}

function membershipOf({ team, teamId, epoch, epochSecret, adminSeed }: Way, { label, role, mailbox }: Member) {
  return { team, teamId, epoch, epochSecret, label, roles: role, mailbox, demo: false, adminSeed, serial: 0, since: 0, past: [], invite: null, farewell: null, persisted: null };
}

/** A link that a person gives knows the team of today better than a file of last year. */
async function wayBack(world: World, { seeds, way }: OpenedBackup, link: string | null): Promise<Way> {
  if (link === null || link.trim() === '') {
    if (way === null) throw new Refusal('invite_damaged', 'words alone do not say which team');
    return way;
  }
  if (link.includes('#return=')) {
    if (seeds.root === null) throw new Refusal('words_wrong', 'keys without a root');
    return openNote(noteOfLink(link), seeds.root);
  }
  const invite = parseInviteLink(link);
  if (way !== null && !equal(way.teamId, invite.teamId)) throw new Refusal('wrong_team');
  const { team, epoch, epochSecret } = await fetchWelcome(world, invite);
  const { teamId, seq, head } = invite;
  return { team, teamId, seq, head, epoch, epochSecret, adminSeed: way?.adminSeed ?? null };
}

async function currentEntries(world: World, way: Way) {
  const tag = teamTag(way.teamId);
  const mailroom = new Relay(world.relay, world.send).at(tag, await uploadToken(way.epochSecret));
  const entries = await fetchRoster(mailroom, await rosterMailbox(way.epochSecret), tag, way);
  return verifiedRoster(entries, way);
}
