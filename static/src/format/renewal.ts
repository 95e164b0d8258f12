/**
 * Renewals (PROTOCOL section 20): what an admin's device leaves at the relay for each member when the team draws a new epoch. Only bytes;
 * `seal/renewal.ts` holds the keys.
 */
import { type Branded, type Bytes, type DeviceId, type TeamId, type TeamTag, brand, concat, u32, u64, u8, utf8 } from './bytes';
import { hash, label, plainHash } from './hash';
import { Reader } from './reader';
import { Refusal } from './refusals';

export type SealedRenewal = Branded<'SealedRenewal'>;
export type RenewalId = Branded<'RenewalId'>;

const RENEWAL_LIMIT = 4096;

export interface RenewalTail {
  /** The roster as the admin knew it. */
  readonly rosterSeq: number;
  readonly rosterHead: Bytes;
  readonly epoch: number;
  readonly epochSecret: Bytes;
  /** For admins the seed of the key by which the relay knows the team; zeros for everybody else. */
  readonly adminSeed: Bytes;
  /** The last one that the relay was given. */
  readonly serial: number;
}

/** Where the renewal of this device lies that leads away from the epoch of this secret, 16 bytes. */
export function renewalId(epochSecret: Bytes, device: DeviceId): RenewalId {
  return brand<RenewalId>(hash('renewal-id', epochSecret, device).slice(0, 16));
}

/** What the admin key signs for the relay. */
export function renewMessage(teamTag: TeamTag, serial: number, tokenHash: Uint8Array, adminPk: Uint8Array): Bytes {
  return concat(label('renew'), teamTag, u64(serial), tokenHash, adminPk);
}

export function renewalPrefix(teamTag: TeamTag): Bytes {
  return concat(utf8('GWN1'), u8(1), teamTag);
}

/** The HPKE box of a renewal. Refuses `malformed`, `unknown_suite` and `too_large`. */
export function parseRenewal(sealed: Uint8Array): { readonly teamTag: TeamTag; readonly box: Bytes } {
  if (sealed.length > RENEWAL_LIMIT) throw new Refusal('too_large', `${sealed.length} bytes`);
  const reader = new Reader(sealed);
  reader.magic('GWN1');
  reader.suite();
  return { teamTag: brand<TeamTag>(reader.take(16)), box: reader.rest() };
}

export function renewalInfo(teamId: TeamId, receiver: DeviceId): Bytes {
  return concat(label('renewal'), teamId, receiver);
}

export function renewalMessage(teamId: TeamId, receiver: DeviceId, tail: Uint8Array): Bytes {
  return concat(label('renewal-sig'), teamId, receiver, plainHash(tail));
}

export function encodeRenewalTail({ rosterSeq, rosterHead, epoch, epochSecret, adminSeed, serial }: RenewalTail): Bytes {
  return concat(u32(rosterSeq), rosterHead, u32(epoch), epochSecret, adminSeed, u64(serial));
}

/** Refuses `malformed`. */
export function parseRenewalTail(tail: Uint8Array): RenewalTail {
  const reader = new Reader(tail);
  const place = { rosterSeq: reader.u32(), rosterHead: reader.take(32), epoch: reader.u32() };
  const said = { ...place, epochSecret: reader.take(32), adminSeed: reader.take(32), serial: reader.u64() };
  reader.end();
  return said;
}
