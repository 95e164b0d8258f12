/**
 * What every member reads, as it lies on the relay: roster entries, because a seized server must hold no list of people (PROTOCOL section 6), and forms of the
 * team (section 23). Only bytes.
 */
import { type Branded, type Bytes, type TeamTag, brand, concat, u32, u8, utf8 } from './bytes';
import { ITEM_LIMIT } from './item';
import { Reader } from './reader';
import { Refusal } from './refusals';

/** A signed roster entry, sealed for the members. */
export type SealedEntry = Branded<'SealedEntry'>;

export interface ParsedTransport {
  readonly teamTag: TeamTag;
  readonly epoch: number;
  /** The first 25 bytes. */
  readonly prefix: Bytes;
  readonly nonce: Bytes;
  readonly ciphertext: Bytes;
}

export type TransportMagic = 'GWE1' | 'GWF1';

export function transportPrefix(teamTag: TeamTag, epoch: number, magic: TransportMagic = 'GWE1'): Bytes {
  return concat(utf8(magic), u8(1), teamTag, u32(epoch));
}

/** Refuses `malformed`, `unknown_suite` and `too_large`. */
export function parseTransport(sealed: Uint8Array, magic: TransportMagic = 'GWE1'): ParsedTransport {
  if (sealed.length > ITEM_LIMIT) throw new Refusal('too_large', `${sealed.length} bytes`);
  const reader = new Reader(sealed);
  reader.magic(magic);
  reader.suite();
  const teamTag = brand<TeamTag>(reader.take(16));
  const epoch = reader.u32();
  return { teamTag, epoch, prefix: transportPrefix(teamTag, epoch, magic), nonce: reader.take(12), ciphertext: reader.rest() };
}
