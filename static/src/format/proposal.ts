/**
 * Proposals (PROTOCOL section 20): an entry of the roster on its way to the other admins, and an admin's no. Only bytes; `seal/proposal.ts` holds the keys.
 */
import { type Branded, type Bytes, type DeviceId, type TeamId, type TeamTag, brand, concat, u8, utf8 } from './bytes';
import { asDeviceId } from './device';
import type { SignedEntry } from './entry';
import { label } from './hash';
import { ITEM_LIMIT } from './item';
import { pad, unpad } from './padme';
import { Reader } from './reader';
import { Refusal } from './refusals';

export type SealedProposal = Branded<'SealedProposal'>;

/** An admin refuses the entry with this head. */
export interface No {
  readonly head: Bytes;
  readonly device: DeviceId;
  readonly signature: Bytes;
}
export type Said = { readonly entry: SignedEntry } | { readonly no: No };

const ENTRY = 1;
const NO = 2;

export function proposalPrefix(teamTag: TeamTag): Bytes {
  return concat(utf8('GWP1'), u8(1), teamTag);
}

/** The HPKE box of a proposal. Refuses `malformed`, `unknown_suite` and `too_large`. */
export function parseProposal(sealed: Uint8Array): { readonly teamTag: TeamTag; readonly box: Bytes } {
  if (sealed.length > ITEM_LIMIT) throw new Refusal('too_large', `${sealed.length} bytes`);
  const reader = new Reader(sealed);
  reader.magic('GWP1');
  reader.suite();
  return { teamTag: brand<TeamTag>(reader.take(16)), box: reader.rest() };
}

export function proposalInfo(teamId: TeamId, receiver: DeviceId): Bytes {
  return concat(label('proposal'), teamId, receiver);
}

/** What an admin signs who refuses. */
export function noMessage(head: Uint8Array): Bytes {
  return concat(label('proposal-no'), head);
}

export function encodeSaid(said: Said): Bytes {
  if ('entry' in said) return concat(u8(ENTRY), pad(said.entry));
  return concat(u8(NO), pad(concat(said.no.head, said.no.device, said.no.signature)));
}

/** Refuses `malformed` and `padding`. */
export function parseSaid(plain: Uint8Array): Said {
  if (plain.length === 0) throw new Refusal('malformed', 'an empty proposal');
  const content = unpad(plain.slice(1));
  if (plain[0] === ENTRY) return { entry: brand<SignedEntry>(content) };
  if (plain[0] !== NO) throw new Refusal('malformed', 'neither an entry nor a no');
  const reader = new Reader(content);
  const no = { head: reader.take(32), device: asDeviceId(reader.take(16)), signature: reader.take(64) };
  reader.end();
  return { no };
}
