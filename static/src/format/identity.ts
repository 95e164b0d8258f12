/**
 * Identity boxes (PROTOCOL section 9): a witness's name, which k of n guardians open together and nobody alone. Only bytes;
 * `seal/identity.ts` holds the keys.
 */
import { type Branded, type Bytes, type DeviceId, type TeamId, brand, concat, u32, u8, utf8 } from './bytes';
import { type Decoded, decode, encode } from './canonical';
import { type Path, type RecordId, type Value, asPath, asValue, isMemberPath, pathKey } from './change';
import { HPKE_OVERHEAD, asDeviceId, asTeamId } from './device';
import type { StreamId } from './envelope';
import { hash, label, plainHash } from './hash';
import { ITEM_LIMIT } from './item';
import { Reader } from './reader';
import { Refusal } from './refusals';
import { asArray, asMap, bytesOf, isMap } from './shape';

/** An identity box, as it lies on the relay. */
export type SealedIdentity = Branded<'SealedIdentity'>;
/** One guardian's share: `y 32 || x 1`. */
export type Share = Branded<'Share'>;

export const SHARE_SIZE = 33;
const SHARE_BOX_SIZE = HPKE_OVERHEAD + SHARE_SIZE;

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

/** Refuses `malformed`, `unknown_suite` and `too_large`. */
export function parseIdentity(box: Uint8Array): ParsedIdentity {
  const reader = readerOf(box);
  const lock = readLock(reader, box);
  const nonce = reader.take(12);
  const ciphertext = reader.take(reader.u32());
  reader.end();
  return { ...lock, nonce, ciphertext };
}

/** Refuses `malformed`, `unknown_suite` and `too_large`. */
export function parseIdentityLock(lock: Uint8Array): ParsedLock {
  const reader = readerOf(lock);
  const parsed = readLock(reader, lock);
  reader.end();
  return parsed;
}

function readerOf(data: Uint8Array): Reader {
  if (data.length > ITEM_LIMIT) throw new Refusal('too_large', `${data.length} bytes`);
  return new Reader(data);
}

function readLock(reader: Reader, data: Uint8Array): ParsedLock {
  reader.magic('GWI1');
  reader.suite();
  const place = { teamId: asTeamId(reader.take(32)), stream: brand<StreamId>(reader.take(16)), no: reader.u32() };
  const roster = { rosterSeq: reader.u32(), rosterHead: reader.take(32) };
  const k = reader.u8();
  const n = reader.u8();
  if (k === 0 || k > n) throw new Refusal('malformed', `${k} of ${n}`);
  const fields = { ...place, ...roster, k, commit: reader.take(32), shareHashes: Array.from({ length: n }, () => reader.take(32)) };
  const shareBoxes = Array.from({ length: n }, () => reader.take(SHARE_BOX_SIZE));
  return { ...fields, prefix: identityPrefix(fields), shareBoxes, lock: concat(data.subarray(0, reader.at)) };
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

/** Refuses `malformed`, `not_canonical` and `too_large`. */
export function decodeIdentity(bytes: Uint8Array): Identity {
  const found = decode(bytes);
  const isSigned = isMap(found) && 'by' in found;
  const map = asMap(found, isSigned ? ['by', 'fields', 'record', 'sig'] : ['fields', 'record']);
  const by = isSigned ? { device: asDeviceId(bytesOf(map['by'], 16)), signature: bytesOf(map['sig'], 64) } : null;
  const fields = asArray(map['fields']).map(asField);
  if (new Set(fields.map(([path]) => pathKey(path))).size !== fields.length) throw new Refusal('malformed', 'a path twice in one box');
  return { record: brand<RecordId>(bytesOf(map['record'], 16)), fields, by };
}

function asField(value: Decoded): readonly [Path, Value] {
  const [path, x, ...more] = asArray(value);
  if (x === undefined || more.length > 0) throw new Refusal('malformed', 'field');
  const place = asPath(path);
  if (isMemberPath(place)) throw new Refusal('malformed', 'a member is not a field');
  return [place, asValue(x)];
}
