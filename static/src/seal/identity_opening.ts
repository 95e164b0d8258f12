/**
 * Opens identity boxes (PROTOCOL section 9): a guardian their share, and whoever holds k of them the name. What a first testimony needs, sealing, is
 * `identity.ts`.
 */
import { type DeviceId, brand, equal, hex, present } from '../format/bytes';
import { type Identity, type ParsedLock, type Share, identityMessage, shareHash, shareInfo } from '../format/identity';
import { decodeIdentity, parseIdentity } from '../format/open_identity';
import { Role } from '../format/entry';
import { unpad } from '../format/padme';
import { Refusal } from '../format/refusals';
import type { Member, Roster } from '../format/roster';
import type { Device } from './device';
import { checkRosterHead, placeOf } from './open_lockbox';
import { aeadOpen, kdf } from './primitives';
import { combine } from './combine';
import { verify } from './signing';

/** A share and the guardian who says that it is theirs. */
export interface GivenShare {
  readonly guardian: DeviceId;
  readonly share: Share;
}

/**
 * This guardian's share. Refuses `malformed`, `unknown_suite`, `too_large`, `wrong_team`, `roster_unknown`, `lockbox_recipients`,
 * `not_recipient`, `damaged`, and `false_share` if the phone sealed another share than it promised.
 */
export function openShare(roster: Roster, device: Device, sealed: Uint8Array): Promise<GivenShare> {
  return openLockedShare(roster, device, parseIdentity(sealed));
}

/** `openShare`, where the box is here without what is locked in it. */
export async function openLockedShare(roster: Roster, device: Device, lock: ParsedLock): Promise<GivenShare> {
  const place = placeOf(guardiansOf(roster, lock), device.id);
  const share = brand<Share>(await device.open(present(lock.shareBoxes[place]), shareInfo(lock.prefix, device.id)));
  checkShare(lock, place, { guardian: device.id, share });
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

/**
 * Whether the device that it names signed this name in this box. Whoever asks compares with the testimony's author: a box beside the stream could be
 * anybody's.
 */
export async function isSealedBy(roster: Roster, sealed: Uint8Array, identity: Identity): Promise<boolean> {
  if (identity.by === null) return false;
  const member = roster.at(identity.by.device);
  return member !== null && verify(member.signPk, identity.by.signature, identityMessage(parseIdentity(sealed).prefix, identity));
}

/** In the order of their shares. Refuses `wrong_team`, `roster_unknown` and `lockbox_recipients`. */
export function guardiansOf(roster: Roster, lock: ParsedLock): readonly Member[] {
  if (!equal(lock.teamId, roster.teamId)) throw new Refusal('wrong_team');
  checkRosterHead(roster, lock);
  const guardians = roster.membersAt(lock.rosterSeq, Role.guardian);
  if (guardians.length !== lock.shareBoxes.length) throw new Refusal('lockbox_recipients', `${lock.shareBoxes.length} instead of ${guardians.length}`);
  return guardians;
}

function checkShare(lock: ParsedLock, place: number, { guardian, share }: GivenShare): void {
  const promised = lock.shareHashes[place];
  if (promised === undefined || !equal(shareHash(lock.stream, lock.no, share), promised)) throw new Refusal('false_share', hex(guardian));
}
