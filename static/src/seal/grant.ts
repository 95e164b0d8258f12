/**
 * Seals and opens grants (PROTOCOL section 15): a coordinator who joined later reads what was sealed before. A grant proves nothing about the keys in
 * it: whoever opens one must try each key with `openGranted`.
 */
import { type DeviceId, brand, concat, equal } from '../format/bytes';
import { asDeviceId, teamTag } from '../format/device';
import { Role } from '../format/entry';
import { type GrantTail, type GrantedKey, type SealedGrant, encodeGrantTail, grantInfo, grantMessage, grantPrefix, parseGrant, parseGrantTail } from '../format/grant';
import { Refusal } from '../format/refusals';
import type { Member, Roster } from '../format/roster';
import type { Device } from './device';
import { hpkeSeal } from './primitives';
import { verify } from './signing';

export interface OpenedGrant extends GrantTail {
  readonly granter: DeviceId;
}

/** Refuses `not_recipient` unless the receiver is a coordinator of the roster as it stands, and `too_large`. */
export async function sealGrant(roster: Roster, granter: Device, receiver: Member, keys: readonly GrantedKey[]): Promise<SealedGrant> {
  if (!roster.isMember(receiver.id, roster.seq, Role.coordinator)) throw new Refusal('not_recipient', 'not a coordinator');
  const tail = encodeGrantTail({ rosterSeq: roster.seq, keys });
  const signature = await granter.sign(grantMessage(roster.teamId, receiver.id, tail));
  const box = await hpkeSeal(receiver.kemPk, concat(granter.id, signature, tail), grantInfo(roster.teamId, receiver.id));
  return brand<SealedGrant>(concat(grantPrefix(teamTag(roster.teamId)), box));
}

/**
 * Refuses `malformed`, `too_large`, `unknown_suite`, `wrong_team`, `damaged`, `padding`, `roster_unknown` (sync, then try again),
 * `author_not_member` (no coordinator, or one no longer), `signature` and `not_recipient` (this device is no coordinator).
 */
export async function openGrant(roster: Roster, device: Device, sealed: Uint8Array): Promise<OpenedGrant> {
  const { teamTag: tag, box } = parseGrant(sealed);
  if (!equal(tag, teamTag(roster.teamId))) throw new Refusal('wrong_team');
  const plain = await device.open(box, grantInfo(roster.teamId, device.id));
  if (plain.length < 80) throw new Refusal('malformed', 'no room for an author');
  const granter = asDeviceId(plain.slice(0, 16));
  const tail = plain.slice(80);
  const said = parseGrantTail(tail);
  if (said.rosterSeq > roster.seq) throw new Refusal('roster_unknown', `entry ${said.rosterSeq}`);
  const member = roster.at(granter);
  const isGranter = roster.isMember(granter, said.rosterSeq, Role.coordinator) && roster.isMember(granter, roster.seq);
  if (member === null || !isGranter) throw new Refusal('author_not_member', 'not a coordinator');
  if (!(await verify(member.signPk, plain.slice(16, 80), grantMessage(roster.teamId, device.id, tail)))) throw new Refusal('signature');
  if (!roster.isMember(device.id, roster.seq, Role.coordinator)) throw new Refusal('not_recipient', 'this device is not a coordinator');
  return { ...said, granter };
}
