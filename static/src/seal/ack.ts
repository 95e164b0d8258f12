/**
 * Seals and opens acknowledgements (PROTOCOL section 11): "readable by coordinators" is said only because a coordinator's device said so.
 */
import { type DeviceId, equal } from '../format/bytes';
import { type AckTail, ackInfo, ackMessage, parseAck, parseAckTail } from '../format/ack';
import { asDeviceId, teamTag } from '../format/device';
import { Role } from '../format/entry';
import { Refusal } from '../format/refusals';
import type { Roster } from '../format/roster';
import type { Device } from './device';
import { verify } from './signing';

export interface OpenedAck extends AckTail {
  readonly coordinator: DeviceId;
}

/**
 * Refuses `malformed`, `unknown_suite`, `wrong_team`, `damaged`, `padding`, `roster_unknown` (sync, then try again), `author_not_member`
 * (no coordinator) and `signature`.
 */
export async function openAck(roster: Roster, device: Device, sealed: Uint8Array): Promise<OpenedAck> {
  const { teamTag: tag, box } = parseAck(sealed);
  if (!equal(tag, teamTag(roster.teamId))) throw new Refusal('wrong_team');
  const plain = await device.open(box, ackInfo(roster.teamId, device.id));
  if (plain.length < 80) throw new Refusal('padding', 'no room for an author');
  const coordinator = asDeviceId(plain.slice(0, 16));
  const tail = plain.slice(80);
  const said = parseAckTail(tail);
  if (said.rosterSeq > roster.seq) throw new Refusal('roster_unknown', `entry ${said.rosterSeq}`);
  const member = roster.at(coordinator);
  if (member === null || !roster.isMember(coordinator, said.rosterSeq, Role.coordinator)) throw new Refusal('author_not_member');
  if (!(await verify(member.signPk, plain.slice(16, 80), ackMessage(roster.teamId, device.id, tail)))) throw new Refusal('signature');
  return { ...said, coordinator };
}
