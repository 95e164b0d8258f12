/**
 * Seals a witness's identity for k of n guardians and opens it again (PROTOCOL section 9). One guardian alone opens a share, never the name.
 */
import { type DeviceId, type Random, brand, concat, equal, hex, present, u32 } from '../format/bytes';
import type { StreamId } from '../format/envelope';
import { Role } from '../format/entry';
import {
  type Identity,
  type ParsedIdentity,
  type SealedIdentity,
  type Share,
  decodeIdentity,
  encodeIdentity,
  identityPrefix,
  parseIdentity,
  shareHash,
  shareInfo,
} from '../format/identity';
import { ITEM_LIMIT } from '../format/item';
import { pad, unpad } from '../format/padme';
import { Refusal } from '../format/refusals';
import type { Member, Roster } from '../format/roster';
import type { Device } from './device';
import { checkRosterHead, placeOf } from './open_lockbox';
import { NONCE_SIZE, aeadOpen, aeadSeal, hpkeSeal, kdf } from './primitives';
import { combine, split } from './shares';

/** A share that a guardian's device opened. */
export interface GivenShare {
  readonly guardian: DeviceId;
  readonly share: Share;
}

/** `no` counts the boxes of this stream from 0. Refuses `no_guardian`, `malformed` and `too_large`. */
export async function sealIdentity(roster: Roster, stream: StreamId, no: number, identity: Identity, random: Random): Promise<SealedIdentity> {
  const guardians = roster.membersAt(roster.seq, Role.guardian);
  if (guardians.length === 0) throw new Refusal('no_guardian');
  const plain = encodeIdentity(identity);
  // One rule for what is written and what is read.
  decodeIdentity(plain);
  const key = random(32);
  const k = Math.min(roster.policy.k, guardians.length);
  const shares = await split(key, k, guardians.length);
  const place = { teamId: roster.teamId, stream, no, rosterSeq: roster.seq, rosterHead: roster.head, k };
  const prefix = identityPrefix({ ...place, commit: await kdf(key, 'commit'), shareHashes: shares.map((share) => shareHash(stream, no, share)) });
  const boxes = await Promise.all(guardians.map(({ id, kemPk }, i) => hpkeSeal(kemPk, present(shares[i]), shareInfo(prefix, id))));
  const nonce = random(NONCE_SIZE);
  const ciphertext = await aeadSeal(await kdf(key, 'id'), nonce, pad(plain), prefix);
  const box = concat(prefix, ...boxes, nonce, u32(ciphertext.length), ciphertext);
  if (box.length > ITEM_LIMIT) throw new Refusal('too_large', `${box.length} bytes`);
  return brand<SealedIdentity>(box);
}

/**
 * This guardian's share. Refuses `malformed`, `unknown_suite`, `too_large`, `wrong_team`, `roster_unknown`, `lockbox_recipients`,
 * `not_recipient`, `damaged`, and `false_share` if the phone sealed another share than it promised.
 */
export async function openShare(roster: Roster, device: Device, sealed: Uint8Array): Promise<GivenShare> {
  const box = parseIdentity(sealed);
  const place = placeOf(guardiansOf(roster, box), device.id);
  const share = brand<Share>(await device.open(present(box.shareBoxes[place]), shareInfo(box.prefix, device.id)));
  checkShare(box, place, { guardian: device.id, share });
  return { guardian: device.id, share };
}

/**
 * The identity, from the shares of at least k different guardians. Refuses what `openShare` does; also `shares_missing`,
 * `false_share` (its detail is the guardian's device id) and `lockbox_commitment`.
 */
export async function openIdentity(roster: Roster, sealed: Uint8Array, given: readonly GivenShare[]): Promise<Identity> {
  const box = parseIdentity(sealed);
  const guardians = guardiansOf(roster, box);
  for (const one of given) checkShare(box, placeOf(guardians, one.guardian), one);
  const shares = new Map(given.map(({ guardian, share }) => [hex(guardian), share]));
  const key = await combine([...shares.values()], box.k);
  if (!equal(await kdf(key, 'commit'), box.commit)) throw new Refusal('lockbox_commitment');
  return decodeIdentity(unpad(await aeadOpen(await kdf(key, 'id'), box.nonce, box.ciphertext, box.prefix)));
}

function guardiansOf(roster: Roster, box: ParsedIdentity): readonly Member[] {
  if (!equal(box.teamId, roster.teamId)) throw new Refusal('wrong_team');
  checkRosterHead(roster, box);
  const guardians = roster.membersAt(box.rosterSeq, Role.guardian);
  if (guardians.length !== box.shareBoxes.length) throw new Refusal('lockbox_recipients', `${box.shareBoxes.length} instead of ${guardians.length}`);
  return guardians;
}

function checkShare(box: ParsedIdentity, place: number, { guardian, share }: GivenShare): void {
  const promised = box.shareHashes[place];
  if (promised === undefined || !equal(shareHash(box.stream, box.no, share), promised)) throw new Refusal('false_share', hex(guardian));
}
