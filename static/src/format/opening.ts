/**
 * The envelope of everything that is said about opening a witness's name (PROTOCOL section 19): one box for all coordinators and guardians, so that
 * nobody can ask, agree or refuse behind the others' backs. Only bytes; `seal/opening.ts` holds the keys.
 */
import { type Branded, type Bytes, type DeviceId, type TeamId, brand, concat, isZero, u32, u8, utf8 } from './bytes';
import { HPKE_OVERHEAD, asTeamId } from './device';
import { Role } from './entry';
import { hash, label, plainHash } from './hash';
import { ITEM_LIMIT } from './item';
import { padme } from './padme';
import { Reader } from './reader';
import { Refusal } from './refusals';

/** An opening, as it lies on the relay. */
export type SealedOpening = Branded<'SealedOpening'>;
/** 32 bytes: what names something that was said. */
export type OpeningId = Branded<'OpeningId'>;

/** Those who see every opening, and the only ones who may speak in it. */
export const WITNESSES = Role.coordinator | Role.guardian;
/** Device id and signature, before the tail. */
export const SIGNED_SIZE = 80;
const BOX_SIZE = HPKE_OVERHEAD + 32;

export interface OpeningFields {
  readonly teamId: TeamId;
  readonly rosterSeq: number;
  readonly rosterHead: Bytes;
  /** kdf(OK, "commit"). */
  readonly commit: Bytes;
}
export interface ParsedOpening extends OpeningFields {
  readonly prefix: Bytes;
  /** In the order of the roster; no ids on the wire. */
  readonly boxes: readonly Bytes[];
  readonly nonce: Bytes;
  readonly ciphertext: Bytes;
}

export function openingPrefix({ teamId, rosterSeq, rosterHead, commit }: OpeningFields, count: number): Bytes {
  return concat(utf8('GWO1'), u8(1), teamId, u32(rosterSeq), rosterHead, commit, u8(count));
}

/** Refuses `malformed`, `unknown_suite` and `too_large`. */
export function parseOpening(item: Uint8Array): ParsedOpening {
  if (item.length > ITEM_LIMIT) throw new Refusal('too_large', `${item.length} bytes`);
  const reader = new Reader(item);
  reader.magic('GWO1');
  reader.suite();
  const fields = { teamId: asTeamId(reader.take(32)), rosterSeq: reader.u32(), rosterHead: reader.take(32), commit: reader.take(32) };
  const count = reader.u8();
  const boxes = Array.from({ length: count }, () => reader.take(BOX_SIZE));
  return { ...fields, prefix: openingPrefix(fields, count), boxes, nonce: reader.take(12), ciphertext: reader.rest() };
}

/** The HPKE `info` of one recipient's box. */
export function openingInfo(prefix: Uint8Array, recipient: DeviceId): Bytes {
  return concat(label('opening'), plainHash(prefix), recipient);
}

export function openingMessage(prefix: Uint8Array, tail: Uint8Array): Bytes {
  return concat(label('opening-sig'), plainHash(prefix), plainHash(tail));
}

/** Names what was signed, so that whoever wraps it anew does not make a second one of it. */
export function openingId(prefix: Uint8Array, tail: Uint8Array): OpeningId {
  return brand<OpeningId>(hash('opening-id', plainHash(prefix), plainHash(tail)));
}

export function encodeOpeningTail(said: Uint8Array): Bytes {
  const size = 4 + said.length;
  return concat(u32(said.length), said, new Uint8Array(padme(SIGNED_SIZE + size) - SIGNED_SIZE - size));
}

/** What was said. Refuses `malformed` and `padding`. */
export function parseOpeningTail(tail: Uint8Array): Bytes {
  const reader = new Reader(tail);
  const size = reader.u32();
  if (SIGNED_SIZE + tail.length !== padme(SIGNED_SIZE + 4 + size)) throw new Refusal('padding', 'not of the right length');
  const said = reader.take(size);
  if (!isZero(reader.rest())) throw new Refusal('padding', 'not zero');
  return said;
}
