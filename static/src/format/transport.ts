/**
 * Roster entries as they lie on the relay (PROTOCOL section 6): sealed, because a seized server must hold no list of people. Only bytes.
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

export function transportPrefix(teamTag: TeamTag, epoch: number): Bytes {
  return concat(utf8('GWE1'), u8(1), teamTag, u32(epoch));
}

/** Refuses `malformed`, `unknown_suite` and `too_large`. */
export function parseTransport(sealed: Uint8Array): ParsedTransport {
  if (sealed.length > ITEM_LIMIT) throw new Refusal('too_large', `${sealed.length} bytes`);
  const reader = new Reader(sealed);
  reader.magic('GWE1');
  reader.suite();
  const teamTag = brand<TeamTag>(reader.take(16));
  const epoch = reader.u32();
  return { teamTag, epoch, prefix: transportPrefix(teamTag, epoch), nonce: reader.take(12), ciphertext: reader.rest() };
}
