/** Seals and opens proposals, each to one other admin (PROTOCOL section 20). */
import { type Bytes, brand, concat, equal } from '../format/bytes';
import { teamTag } from '../format/device';
import { Role, entryMessage, parseSigned } from '../format/entry';
import { type No, type Said, type SealedProposal, encodeSaid, noMessage, parseProposal, parseSaid, proposalInfo, proposalPrefix } from '../format/proposal';
import { Refusal } from '../format/refusals';
import type { Member, Roster } from '../format/roster';
import type { Device } from './device';
import { hpkeSeal } from './primitives';
import { verify } from './signing';

export async function sayNo(admin: Device, head: Bytes): Promise<No> {
  return { head, device: admin.id, signature: await admin.sign(noMessage(head)) };
}

/** Refuses `not_recipient` unless the receiver is an admin of the roster as it stands. */
export async function sealProposal(roster: Roster, receiver: Member, said: Said): Promise<SealedProposal> {
  if (!roster.isMember(receiver.id, roster.seq, Role.admin)) throw new Refusal('not_recipient', 'not an admin');
  const box = await hpkeSeal(receiver.kemPk, encodeSaid(said), proposalInfo(roster.teamId, receiver.id));
  return brand<SealedProposal>(concat(proposalPrefix(teamTag(roster.teamId)), box));
}

/**
 * A signed entry or a no, said by at least one admin of this roster. Refuses `malformed`, `too_large`, `unknown_suite`, `wrong_team`, `damaged`, `padding`,
 * and `signature` if no admin said it. Whether the entry may follow is another question.
 */
export async function openProposal(roster: Roster, device: Device, sealed: Uint8Array): Promise<Said> {
  const { teamTag: tag, box } = parseProposal(sealed);
  if (!equal(tag, teamTag(roster.teamId))) throw new Refusal('wrong_team');
  const said = parseSaid(await device.open(box, proposalInfo(roster.teamId, device.id)));
  const { signatures, message } = signedBy(said);
  for (const one of signatures) {
    const member = roster.at(one.device);
    if (member !== null && roster.isMember(one.device, roster.seq, Role.admin) && (await verify(member.signPk, one.signature, message))) return said;
  }
  throw new Refusal('signature', 'no admin said this');
}

function signedBy(said: Said): { readonly signatures: readonly Pick<No, 'device' | 'signature'>[]; readonly message: Bytes } {
  if ('no' in said) return { signatures: [said.no], message: noMessage(said.no.head) };
  const { signatures, head } = parseSigned(said.entry);
  return { signatures, message: entryMessage(head) };
}
