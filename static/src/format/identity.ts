/**
 * Identity boxes (PROTOCOL section 9): a witness's name, which k of n guardians open together and nobody alone. Only bytes;
 * `seal/identity.ts` holds the keys.
 */
import { type Branded, type Bytes, type DeviceId, type TeamId, concat, u32, u8, utf8 } from './bytes';
import { encode } from './canonical';
import type { Path, RecordId, Value } from './change';
import { HPKE_OVERHEAD } from './device';
import type { StreamId } from './envelope';
import { hash, label, plainHash } from './hash';

/** An identity box, as it lies on the relay. */
export type SealedIdentity = Branded<'SealedIdentity'>;
/** One guardian's share: `y 32 || x 1`. */
export type Share = Branded<'Share'>;

export const SHARE_SIZE = 33;
export const SHARE_BOX_SIZE = HPKE_OVERHEAD + SHARE_SIZE;

export interface IdentityFields {
  readonly teamId: TeamId;
  /** The testimony's. */
  readonly stream: StreamId;
  /** Counts the boxes of a stream from 0: a correction is a new box. */
  readonly no: number;
  readonly rosterSeq: number;
  readonly rosterHead: Bytes;
  readonly k: number;
  /** kdf(IK, "commit"). */
  readonly commit: Bytes;
  /** One for each guardian, in the order of the roster: they name whoever gives a false share. */
  readonly shareHashes: readonly Bytes[];
}
/** The box but for what is locked in it. */
export interface ParsedLock extends IdentityFields {
  readonly prefix: Bytes;
  readonly shareBoxes: readonly Bytes[];
  /** All these bytes. */
  readonly lock: Bytes;
}
export interface ParsedIdentity extends ParsedLock {
  readonly nonce: Bytes;
  readonly ciphertext: Bytes;
}
/** What is inside. */
export interface Unsigned {
  readonly record: RecordId;
  readonly fields: readonly (readonly [Path, Value])[];
}
export interface Identity extends Unsigned {
  /** Who sealed it. Null in a box of an earlier version, of which nobody can say whose it is. */
  readonly by: { readonly device: DeviceId; readonly signature: Bytes } | null;
}

export function identityPrefix(fields: IdentityFields): Bytes {
  const { teamId, stream, no, rosterSeq, rosterHead, k, commit, shareHashes } = fields;
  const numbers = concat(u8(k), u8(shareHashes.length));
  return concat(utf8('GWI1'), u8(1), teamId, stream, u32(no), u32(rosterSeq), rosterHead, numbers, commit, ...shareHashes);
}

export function shareHash(stream: StreamId, no: number, share: Share): Bytes {
  return hash('share', stream, u32(no), share);
}

/** The HPKE `info` of one guardian's share. */
export function shareInfo(prefix: Uint8Array, guardian: DeviceId): Bytes {
  return concat(label('idshare'), plainHash(prefix), guardian);
}

/** What its author signs: this name, in this box. */
export function identityMessage(prefix: Uint8Array, { record, fields }: Unsigned): Bytes {
  return concat(label('identity-sig'), plainHash(prefix), plainHash(encode({ record, fields })));
}

export function encodeIdentity({ record, fields, by }: Identity): Bytes {
  return encode(by === null ? { record, fields } : { record, fields, by: by.device, sig: by.signature });
}
