/**
 * Seals and opens welcomes and join requests under an invite's secret (PROTOCOL section 10).
 */
import { type Bytes, type Random, type TeamTag, brand, concat, equal } from '../format/bytes';
import {
  type Invite,
  type InviteId,
  type InviteMagic,
  type JoinRequest,
  type SealedRequest,
  type SealedWelcome,
  WELCOME_LIMIT,
  type Welcome,
  decodeRequest,
  decodeWelcome,
  encodeRequest,
  encodeWelcome,
  invitePrefix,
  parseInviteEnvelope,
} from '../format/invite';
import { Refusal } from '../format/refusals';
import { NONCE_SIZE, aeadOpen, aeadSeal, checkKemKey, kdf } from './primitives';

type Secret = Invite['secret'];
const LABEL: Readonly<Record<InviteMagic, string>> = { GWW1: 'welcome', GWJ1: 'join' };

/** 16 bytes from the invite's secret (16). */
export async function inviteId(secret: Secret): Promise<InviteId> {
  return brand<InviteId>((await kdf(secret, 'invite-id')).slice(0, 16));
}

/** For the relay, where it lies under the invite's id. Refuses `malformed` and `too_large`. */
export async function sealWelcome(welcome: Welcome, tag: TeamTag, secret: Secret, random: Random): Promise<SealedWelcome> {
  const sealed = await seal('GWW1', encodeWelcome(welcome), tag, secret, random);
  if (sealed.length > WELCOME_LIMIT) throw new Refusal('too_large', `${sealed.length} bytes`);
  return brand<SealedWelcome>(sealed);
}

/** `now`: ms since 1970. Refuses `malformed`, `unknown_suite`, `too_large`, `wrong_team`, `invite_damaged` (another invite's), `damaged`, `not_canonical` and `invite_expired`. */
export async function openWelcome(sealed: Uint8Array, tag: TeamTag, secret: Secret, now: number): Promise<Welcome> {
  const welcome = decodeWelcome(await open('GWW1', sealed, tag, secret));
  if (now > welcome.expires) throw new Refusal('invite_expired');
  return welcome;
}

/** An item for the roster mailbox. */
export async function sealRequest(request: JoinRequest, tag: TeamTag, secret: Secret, random: Random): Promise<SealedRequest> {
  return brand<SealedRequest>(await seal('GWJ1', encodeRequest(request), tag, secret, random));
}

/** Refuses `malformed` (also: keys to which nothing can be sealed), `unknown_suite`, `too_large`, `wrong_team`, `invite_damaged`, `damaged` and `not_canonical`. */
export async function openRequest(sealed: Uint8Array, tag: TeamTag, secret: Secret): Promise<JoinRequest> {
  const request = decodeRequest(await open('GWJ1', sealed, tag, secret));
  await checkKemKey(request.kemPk);
  return request;
}

async function seal(magic: InviteMagic, plain: Bytes, tag: TeamTag, secret: Secret, random: Random): Promise<Bytes> {
  const prefix = invitePrefix(magic, tag, await inviteId(secret));
  const nonce = random(NONCE_SIZE);
  return concat(prefix, nonce, await aeadSeal(await kdf(secret, LABEL[magic]), nonce, plain, prefix));
}

async function open(magic: InviteMagic, sealed: Uint8Array, tag: TeamTag, secret: Secret): Promise<Bytes> {
  const { prefix, teamTag, inviteId: id, nonce, ciphertext } = parseInviteEnvelope(magic, sealed);
  if (!equal(teamTag, tag)) throw new Refusal('wrong_team');
  if (!equal(id, await inviteId(secret))) throw new Refusal('invite_damaged', 'of another invite');
  return aeadOpen(await kdf(secret, LABEL[magic]), nonce, ciphertext, prefix);
}
