/** Signs, seals and opens forms of a team (PROTOCOL section 23). Every member reads them; only coordinators say them. */
import { type Bytes, type DeviceId, type Random, type TeamTag, concat, equal } from '../format/bytes';
import { INFLATED_LIMIT, deflate, inflate } from '../format/deflate';
import { Role } from '../format/entry';
import { ITEM_LIMIT } from '../format/item';
import { pad, unpad } from '../format/padme';
import { Refusal } from '../format/refusals';
import type { Roster } from '../format/roster';
import { type FormContent, decodeForm, encodeForm, formMessage, formPrefix, formTail, parseForm, parseSignedForm } from '../format/team_form';
import type { Device } from './device';
import { checkRosterHead } from './open_lockbox';
import { NONCE_SIZE, aeadOpen, aeadSeal, kdf } from './primitives';
import { verify } from './signing';

export interface OpenedForm {
  readonly author: DeviceId;
  readonly rosterSeq: number;
  readonly content: FormContent;
}

/** What is sealed, and can be sealed again in a later epoch without its author. Refuses `too_large`: beyond 1 MiB nobody would inflate it. */
export async function signForm(coordinator: Device, roster: Roster, content: FormContent): Promise<Bytes> {
  const encoded = encodeForm(content);
  if (encoded.length > INFLATED_LIMIT) throw new Refusal('too_large', `${encoded.length} bytes`);
  const tail = formTail(roster.seq, roster.head, await deflate(encoded));
  return concat(coordinator.id, await coordinator.sign(formMessage(roster.teamId, tail)), tail);
}

/** `epochSecret`: 32 bytes. Refuses `too_large`. */
export async function sealForm(signed: Bytes, tag: TeamTag, epoch: number, epochSecret: Bytes, random: Random): Promise<Bytes> {
  const prefix = formPrefix(tag, epoch);
  const nonce = random(NONCE_SIZE);
  const sealed = concat(prefix, nonce, await aeadSeal(await kdf(epochSecret, 'form'), nonce, pad(signed), prefix));
  if (sealed.length > ITEM_LIMIT) throw new Refusal('too_large', `${sealed.length} bytes`);
  return sealed;
}

/** The signed form. Refuses `malformed`, `unknown_suite`, `too_large`, `wrong_team`, `damaged` and `padding`. */
export async function unsealForm(sealed: Uint8Array, tag: TeamTag, epochSecret: Bytes): Promise<Bytes> {
  const { teamTag, prefix, nonce, ciphertext } = parseForm(sealed);
  if (!equal(teamTag, tag)) throw new Refusal('wrong_team');
  return unpad(await aeadOpen(await kdf(epochSecret, 'form'), nonce, ciphertext, prefix));
}

/** Refuses `malformed`, `roster_unknown`, `author_not_member` (no coordinator then), `signature`, `not_canonical` and `too_large`. */
export async function readForm(roster: Roster, signed: Uint8Array): Promise<OpenedForm> {
  const said = parseSignedForm(signed);
  checkRosterHead(roster, said);
  const member = roster.at(said.author);
  if (member === null || !roster.isMember(said.author, said.rosterSeq, Role.coordinator)) throw new Refusal('author_not_member', 'not a coordinator');
  if (!(await verify(member.signPk, said.signature, formMessage(roster.teamId, said.tail)))) throw new Refusal('signature');
  return { author: said.author, rosterSeq: said.rosterSeq, content: decodeForm(await inflate(said.content)) };
}
