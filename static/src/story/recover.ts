/**
 * Coming back: a new device becomes the one whose keys a backup holds (PROTOCOL section 21). It finds the team as a newcomer does, by a roster that it
 * verifies against what it was promised, and asks nobody to be let in: it is in already.
 */
import { type Way, noteOfLink } from '../format/backup';
import { equal, isZero, utf8 } from '../format/bytes';
import { teamTag } from '../format/device';
import { parseInviteLink } from '../format/invite';
import { Refusal } from '../format/refusals';
import { renewalId } from '../format/renewal';
import { type Member, Roster } from '../format/roster';
import { nameInSight } from '../format/unseen';
import type { BackupSource, Returning } from '../journey/keys';
import { openNote } from '../seal/backup';
import { Device } from '../seal/device';
import { type OpenedRenewal, checkRenewal, openRenewal } from '../seal/renewal';
import { rosterMailbox, uploadToken } from '../seal/roster';
import { verify } from '../seal/signing';
import { fetchRenewal } from '../sync/renewals';
import { Relay } from '../sync/transport';
import { NO_TOKEN } from '../sync/welcomes';
import { type OpenedBackup, openSource } from './backup';
import { fetchRoster, fetchWelcome, verifiedRoster } from './join';
import { begun } from './renewing';
import { pastSecret } from './rows';
import { type NewDevice, settleIn } from './settle_in';
import type { World } from './world';

/** So many epochs at most may a backup have slept through. */
const MOST_RENEWALS = 1_000;

/** Refuses what `openSource` does, `words_wrong` for the note of another paper, and what an invite is refused by. */
export async function readReturn(world: World, source: BackupSource, link: string | null): Promise<Returning> {
  const backup = await openSource(source);
  const { team } = await wayBack(world, backup, link);
  return { team: nameInSight(team), label: backup.label };
}

/** Refuses what `readReturn` does, `token_refused` (an invite helps), `invite_head`, and `author_not_member` if these keys are not in the team any more. */
export async function recover(world: World, source: BackupSource, link: string | null, passphrase: string): Promise<void> {
  const backup = await openSource(source);
  const device = await Device.fromSeeds(backup.seeds);
  const old = await wayBack(world, backup, link);
  const { way, renewals } = await newestWay(world, device, old);
  const entries = await currentEntries(world, old, way);
  let roster = Roster.empty;
  for (const [, signed] of entries) roster = await roster.extend(signed, verify);
  for (const renewal of renewals) await checkRenewal(roster, device.id, renewal);
  const member = roster.at(device.id);
  if (member === null || !roster.isMember(device.id, roster.seq)) throw new Refusal('author_not_member', 'these keys');
  const last = renewals.at(-1)?.said;
  const past = [{ ...old, since: old.seq, serial: 0 }, ...renewals.map(({ said }) => begun(said))].slice(0, -1).map(pastSecret);
  const membership = { ...membershipOf(way, member), serial: last?.serial ?? 0, since: last?.rosterSeq ?? way.seq, past };
  await settleIn(world, passphrase, { seeds: backup.seeds, roster: entries, letters: [], membership });
}

function membershipOf({ team, teamId, epoch, epochSecret, adminSeed }: Way, { label, role, mailbox }: Member) {
  return { team, teamId, epoch, epochSecret, label, roles: role, mailbox, demo: false, adminSeed, invite: null, farewell: null, persisted: null };
}

/** The team may have drawn new epochs since the backup was made: from one renewal to the next. None of them is believed before the roster was read. */
async function newestWay(world: World, device: Device, old: Way): Promise<{ readonly way: Way; readonly renewals: readonly OpenedRenewal[] }> {
  const mailroom = new Relay(world.relay, world.send).at(teamTag(old.teamId), NO_TOKEN);
  const renewals: OpenedRenewal[] = [];
  let { epoch: known, epochSecret: secret } = old;
  while (renewals.length < MOST_RENEWALS) {
    const sealed = await fetchRenewal(mailroom, renewalId(secret, device.id));
    if (sealed === null) break;
    // An entry in the place of a renewal is the one by which these keys were removed.
    if (equal(sealed.subarray(0, 4), utf8('GWE1'))) throw new Refusal('author_not_member', 'these keys');
    const renewal = await openRenewal(device, old.teamId, sealed);
    if (renewal.said.epoch !== known + 1) throw new Refusal('malformed', `epoch ${renewal.said.epoch} after ${known}`);
    ({ epoch: known, epochSecret: secret } = renewal.said);
    renewals.push(renewal);
  }
  const last = renewals.at(-1)?.said;
  const way = last === undefined ? old : { ...old, epoch: last.epoch, epochSecret: last.epochSecret, adminSeed: isZero(last.adminSeed) ? null : last.adminSeed };
  return { way, renewals };
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

async function currentEntries(world: World, promised: Way, way: Way): Promise<NewDevice['roster']> {
  const tag = teamTag(way.teamId);
  const mailroom = new Relay(world.relay, world.send).at(tag, await uploadToken(way.epochSecret));
  return verifiedRoster(await fetchRoster(mailroom, await rosterMailbox(way.epochSecret), tag, way), promised);
}
