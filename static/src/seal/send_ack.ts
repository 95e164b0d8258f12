/** Seals acknowledgements (PROTOCOL section 11): what a coordinator's device does. */
import { type SealedAck, ackInfo, ackMessage, ackPrefix, encodeAckTail } from '../format/ack';
import { type ChangeId, type DeviceId, brand, concat } from '../format/bytes';
import { teamTag } from '../format/device';
import { Refusal } from '../format/refusals';
import type { Roster } from '../format/roster';
import type { Device } from './device';
import { hpkeSeal } from './primitives';

/** For the device that wrote these changes (at most 32,000, so that it stays an item). Refuses `author_not_member` if the receiver never was in. */
export async function sealAck(roster: Roster, coordinator: Device, receiver: DeviceId, changeIds: readonly ChangeId[]): Promise<SealedAck> {
  const member = roster.at(receiver);
  if (member === null) throw new Refusal('author_not_member');
  const tail = encodeAckTail({ rosterSeq: roster.seq, changeIds });
  const signature = await coordinator.sign(ackMessage(roster.teamId, receiver, tail));
  const box = await hpkeSeal(member.kemPk, concat(coordinator.id, signature, tail), ackInfo(roster.teamId, receiver));
  return brand<SealedAck>(concat(ackPrefix(teamTag(roster.teamId)), box));
}
