/**
 * Invites, welcomes and join requests (PROTOCOL section 10). An invite is carried in a link's fragment, which no browser sends to a server.
 */
import { type Branded, type Bytes, type DeviceId, type TeamId, type TeamTag, base64url, brand, concat, equal, fromBase64url, u32, u8, utf8 } from './bytes';
import { decode, encode } from './canonical';
import { KEM_KEY_SIZE, SIGN_KEY_SIZE, asDeviceId, asTeamId } from './device';
import { LABEL_LIMIT, type Newcomer, type Roles, isRoles } from './entry';
import { Reader } from './reader';
import { Refusal } from './refusals';
import type { Roster } from './roster';
import { asLabel, asMap, asNumber, bytesOf } from './shape';

export const INVITE_SIZE = 104;
/** The relay keeps nothing longer under an invite's id. */
export const WELCOME_LIMIT = 1024;
const REQUEST_LIMIT = 4096;
const JOIN = '#join=';

/** 16 bytes: under it the welcome lies on the relay. */
export type InviteId = Branded<'InviteId'>;
export type SealedWelcome = Branded<'SealedWelcome'>;
export type SealedRequest = Branded<'SealedRequest'>;

export interface Invite {
  readonly teamId: TeamId;
  /** The roster entry that the newcomer demands to find, and its head: a lying relay cannot show another team. */
  readonly seq: number;
  readonly head: Bytes;
  readonly inviter: DeviceId;
  /** 16 bytes, used once. */
  readonly secret: Bytes;
}
export interface Welcome {
  readonly team: string;
  readonly role: Roles;
  readonly epoch: number;
  readonly epochSecret: Bytes;
  /** ms since 1970. */
  readonly expires: number;
}
/** What the newcomer asks to be let in with; the role comes from the invite. */
export type JoinRequest = Omit<Newcomer, 'role'>;

export function buildInvite({ teamId, seq, head, inviter, secret }: Invite): Bytes {
  return concat(utf8('GWQ1'), teamId, u32(seq), head, inviter, secret);
}

/** Refuses `invite_damaged`, whatever is wrong with it. */
export function parseInvite(invite: Uint8Array): Invite {
  if (invite.length !== INVITE_SIZE) throw new Refusal('invite_damaged', `${invite.length} bytes`);
  const reader = new Reader(invite);
  try {
    reader.magic('GWQ1');
  } catch (cause) {
    throw new Refusal('invite_damaged', 'not an invite', cause);
  }
  const place = { teamId: asTeamId(reader.take(32)), seq: reader.u32(), head: reader.take(32) };
  return { ...place, inviter: asDeviceId(reader.take(16)), secret: reader.take(16) };
}

/** `<relay url>/#join=<base64url>` */
export function inviteLink(relayUrl: string, invite: Invite): string {
  return `${relayUrl.replace(/\/+$/, '')}/${JOIN}${base64url(buildInvite(invite))}`;
}

/** The invite of a link as a person pastes it, with spaces around, or of what stands behind `#join=` alone. Refuses `invite_damaged`. */
export function parseInviteLink(link: string): Invite {
  const text = link.trim();
  const start = text.indexOf(JOIN);
  return parseInviteText(start === -1 ? text : text.slice(start + JOIN.length));
}

/** The invite of what stands behind `#join=`. Refuses `invite_damaged`. */
export function parseInviteText(text: string): Invite {
  const bytes = fromBase64url(text);
  if (bytes === null) throw new Refusal('invite_damaged', 'not base64url');
  return parseInvite(bytes);
}

/** Refuses `invite_head` unless this roster is the one that the inviter saw, or extends it. */
export function checkInviteHead({ teamId, seq, head }: Invite, roster: Roster): void {
  const found = roster.headAt(seq);
  if (found === null || !equal(found, head) || !equal(roster.teamId, teamId)) throw new Refusal('invite_head');
}

// ---- the envelopes of welcome and request: AES-GCM over what follows, with the first 37 bytes as additional data
export interface InviteEnvelope {
  /** The first 37 bytes: magic, suite, team tag, invite id. */
  readonly prefix: Bytes;
  readonly teamTag: TeamTag;
  readonly inviteId: InviteId;
  readonly nonce: Bytes;
  readonly ciphertext: Bytes;
}
export type InviteMagic = 'GWW1' | 'GWJ1';

export function invitePrefix(magic: InviteMagic, teamTag: TeamTag, inviteId: InviteId): Bytes {
  return concat(utf8(magic), u8(1), teamTag, inviteId);
}

/** Refuses `malformed`, `unknown_suite` and `too_large`. */
export function parseInviteEnvelope(magic: InviteMagic, sealed: Uint8Array): InviteEnvelope {
  if (sealed.length > (magic === 'GWW1' ? WELCOME_LIMIT : REQUEST_LIMIT)) throw new Refusal('too_large', `${sealed.length} bytes`);
  const reader = new Reader(sealed);
  reader.magic(magic);
  reader.suite();
  const teamTag = brand<TeamTag>(reader.take(16));
  const inviteId = brand<InviteId>(reader.take(16));
  return { prefix: invitePrefix(magic, teamTag, inviteId), teamTag, inviteId, nonce: reader.take(12), ciphertext: reader.rest() };
}

export function encodeWelcome({ team, role, epoch, epochSecret, expires }: Welcome): Bytes {
  const bytes = encode({ team, role, epoch, epoch_secret: epochSecret, expires });
  decodeWelcome(bytes);
  return bytes;
}

/** Refuses `malformed`, `not_canonical` and `too_large`. */
export function decodeWelcome(bytes: Uint8Array): Welcome {
  const map = asMap(decode(bytes), ['epoch', 'epoch_secret', 'expires', 'role', 'team']);
  const role = asNumber(map['role']);
  const epoch = asNumber(map['epoch']);
  if (!isRoles(role) || epoch > 0xffffffff) throw new Refusal('malformed', 'role or epoch');
  return { team: asLabel(map['team'], LABEL_LIMIT), role, epoch, epochSecret: bytesOf(map['epoch_secret'], 32), expires: asNumber(map['expires']) };
}

export function encodeRequest({ signPk, kemPk, mailbox, label }: JoinRequest): Bytes {
  const bytes = encode({ sign_pk: signPk, kem_pk: kemPk, mailbox, label });
  decodeRequest(bytes);
  return bytes;
}

/** Refuses `malformed`, `not_canonical` and `too_large`. */
export function decodeRequest(bytes: Uint8Array): JoinRequest {
  const map = asMap(decode(bytes), ['kem_pk', 'label', 'mailbox', 'sign_pk']);
  return {
    signPk: bytesOf(map['sign_pk'], SIGN_KEY_SIZE),
    kemPk: bytesOf(map['kem_pk'], KEM_KEY_SIZE),
    mailbox: bytesOf(map['mailbox'], 16),
    label: asLabel(map['label'], LABEL_LIMIT),
  };
}
