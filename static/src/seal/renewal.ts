/**
 * Seals and opens renewals (PROTOCOL section 20): how those who stay get the secret of a new epoch. Whoever opens one must then read the roster that it
 * names and check the signer there, before anything is kept.
 */
import { type Bytes, type DeviceId, type TeamId, brand, concat, equal } from '../format/bytes';
import { asDeviceId, teamTag } from '../format/device';
import { Role } from '../format/entry';
import { Refusal } from '../format/refusals';
import { type RenewalTail, type SealedRenewal, encodeRenewalTail, parseRenewal, parseRenewalTail, renewalInfo, renewalMessage, renewalPrefix } from '../format/renewal';
import type { Member, Roster } from '../format/roster';
import type { Device } from './device';
import { checkRosterHead } from './open_lockbox';
import { hpkeSeal } from './primitives';
import { verify } from './signing';

/** Opened, and not yet believed. */
export interface OpenedRenewal {
  readonly author: DeviceId;
  readonly signature: Bytes;
  readonly tail: Bytes;
  readonly said: RenewalTail;
}

/** Refuses `not_recipient` unless the receiver is a member of the roster as it stands. */
export async function sealRenewal(roster: Roster, admin: Device, receiver: Member, said: RenewalTail): Promise<SealedRenewal> {
  if (!roster.isMember(receiver.id, roster.seq)) throw new Refusal('not_recipient', 'not a member');
  const tail = encodeRenewalTail(said);
  const signature = await admin.sign(renewalMessage(roster.teamId, receiver.id, tail));
  const box = await hpkeSeal(receiver.kemPk, concat(admin.id, signature, tail), renewalInfo(roster.teamId, receiver.id));
  return brand<SealedRenewal>(concat(renewalPrefix(teamTag(roster.teamId)), box));
}

/** Refuses `malformed`, `too_large`, `unknown_suite`, `wrong_team` and `damaged`. */
export async function openRenewal(device: Device, teamId: TeamId, sealed: Uint8Array): Promise<OpenedRenewal> {
  const { teamTag: tag, box } = parseRenewal(sealed);
  if (!equal(tag, teamTag(teamId))) throw new Refusal('wrong_team');
  const plain = await device.open(box, renewalInfo(teamId, device.id));
  if (plain.length < 80) throw new Refusal('malformed', 'no room for an author');
  const tail = plain.slice(80);
  return { author: asDeviceId(plain.slice(0, 16)), signature: plain.slice(16, 80), tail, said: parseRenewalTail(tail) };
}

/** By the roster that it names. Refuses `roster_unknown`, `author_not_member` and `signature`. */
export async function checkRenewal(roster: Roster, receiver: DeviceId, { author, signature, tail, said }: OpenedRenewal): Promise<RenewalTail> {
  checkRosterHead(roster, said);
  const admin = roster.at(author);
  if (admin === null || !roster.isMember(author, said.rosterSeq, Role.admin)) throw new Refusal('author_not_member', 'not an admin');
  if (!(await verify(admin.signPk, signature, renewalMessage(roster.teamId, receiver, tail)))) throw new Refusal('signature');
  return said;
}
