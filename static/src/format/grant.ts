/**
 * Grants (PROTOCOL section 15): a coordinator's device hands the first keys of older streams to one that joined later. Only bytes; `seal/grant.ts` holds
 * the keys.
 */
import { type Branded, type Bytes, type DeviceId, type TeamId, type TeamTag, brand, compare, concat, isZero, u16, u32, u8, utf8 } from './bytes';
import { label, plainHash } from './hash';
import { ITEM_LIMIT } from './item';
import { padme } from './padme';
import { Reader } from './reader';
import { Refusal } from './refusals';

/** A grant, as it lies in the receiver's mailbox. */
export type SealedGrant = Branded<'SealedGrant'>;

/** Lockboxes of one grant: some 64 KiB, which a slow network still carries in one piece. */
export const GRANT_KEYS_LIMIT = 1000;
/** Device id and signature, before the tail. */
const AUTHOR_SIZE = 80;

export interface GrantedKey {
  readonly lockboxHash: Bytes;
  /** CK0 of that lockbox, as the granter says. */
  readonly chainKey: Bytes;
}
export interface GrantTail {
  /** The roster as the granter knew it. */
  readonly rosterSeq: number;
  readonly keys: readonly GrantedKey[];
}

export function grantPrefix(teamTag: TeamTag): Bytes {
  return concat(utf8('GWG1'), u8(1), teamTag);
}

/** The HPKE box of a grant. Refuses `malformed`, `unknown_suite` and `too_large`. */
export function parseGrant(sealed: Uint8Array): { readonly teamTag: TeamTag; readonly box: Bytes } {
  if (sealed.length > ITEM_LIMIT) throw new Refusal('too_large', `${sealed.length} bytes`);
  const reader = new Reader(sealed);
  reader.magic('GWG1');
  reader.suite();
  return { teamTag: brand<TeamTag>(reader.take(16)), box: reader.rest() };
}

export function grantInfo(teamId: TeamId, receiver: DeviceId): Bytes {
  return concat(label('grant'), teamId, receiver);
}

export function grantMessage(teamId: TeamId, receiver: DeviceId, tail: Uint8Array): Bytes {
  return concat(label('grant-sig'), teamId, receiver, plainHash(tail));
}

/** In the order of the lockbox hashes. Refuses `too_large`. */
export function encodeGrantTail({ rosterSeq, keys }: GrantTail): Bytes {
  if (keys.length > GRANT_KEYS_LIMIT) throw new Refusal('too_large', `${keys.length} keys`);
  const sorted = keys.toSorted((one, other) => compare(one.lockboxHash, other.lockboxHash));
  const content = concat(u32(rosterSeq), u16(keys.length), ...sorted.flatMap(({ lockboxHash, chainKey }) => [lockboxHash, chainKey]));
  return concat(content, new Uint8Array(padme(AUTHOR_SIZE + content.length) - AUTHOR_SIZE - content.length));
}

/** Refuses `malformed`, `too_large` and `padding`. */
export function parseGrantTail(tail: Uint8Array): GrantTail {
  const reader = new Reader(tail);
  const rosterSeq = reader.u32();
  const count = reader.u16();
  if (count > GRANT_KEYS_LIMIT) throw new Refusal('too_large', `${count} keys`);
  if (AUTHOR_SIZE + tail.length !== padme(AUTHOR_SIZE + 6 + 64 * count)) throw new Refusal('padding', 'not of the right length');
  const keys = Array.from({ length: count }, (): GrantedKey => ({ lockboxHash: reader.take(32), chainKey: reader.take(32) }));
  if (!isZero(reader.rest())) throw new Refusal('padding', 'not zero');
  checkOrder(keys);
  return { rosterSeq, keys };
}

function checkOrder(keys: readonly GrantedKey[]): void {
  let before: Bytes | null = null;
  for (const { lockboxHash } of keys) {
    if (before !== null && compare(before, lockboxHash) >= 0) throw new Refusal('malformed', 'lockboxes out of order or twice');
    before = lockboxHash;
  }
}
