/**
 * Signs roster entries, seals them for the relay, and derives what else the epoch secret gives (PROTOCOL section 6).
 */
import { type Bytes, type Random, type TeamTag, brand, concat, equal } from '../format/bytes';
import { type Entry, type SignedEntry, encodeEntry, encodeSigned, entryHead, entryMessage } from '../format/entry';
import { ITEM_LIMIT } from '../format/item';
import { pad, unpad } from '../format/padme';
import { Refusal } from '../format/refusals';
import { type SealedEntry, parseTransport, transportPrefix } from '../format/transport';
import type { Device } from './device';
import { NONCE_SIZE, aeadOpen, aeadSeal, kdf } from './primitives';

/** The entry with the signatures of these admins. Whether it is allowed is judged by `Roster.extend`. */
export async function signEntry(entry: Entry, admins: readonly Device[]): Promise<SignedEntry> {
  const bytes = encodeEntry(entry);
  const message = entryMessage(entryHead(bytes));
  return encodeSigned(bytes, await Promise.all(admins.map(async (admin) => ({ device: admin.id, signature: await admin.sign(message) }))));
}

/** `epochSecret`: 32 bytes. Refuses `too_large`. */
export async function sealEntry(signed: SignedEntry, tag: TeamTag, epoch: number, epochSecret: Bytes, random: Random): Promise<SealedEntry> {
  const prefix = transportPrefix(tag, epoch);
  const nonce = random(NONCE_SIZE);
  const sealed = concat(prefix, nonce, await aeadSeal(await kdf(epochSecret, 'roster-transport'), nonce, pad(signed), prefix));
  if (sealed.length > ITEM_LIMIT) throw new Refusal('too_large', `${sealed.length} bytes`);
  return brand<SealedEntry>(sealed);
}

/** Refuses `malformed`, `unknown_suite`, `too_large`, `wrong_team`, `damaged` and `padding`. */
export async function openEntry(sealed: Uint8Array, tag: TeamTag, epochSecret: Bytes): Promise<SignedEntry> {
  const { teamTag, prefix, nonce, ciphertext } = parseTransport(sealed);
  if (!equal(teamTag, tag)) throw new Refusal('wrong_team');
  const padded = await aeadOpen(await kdf(epochSecret, 'roster-transport'), nonce, ciphertext, prefix);
  return brand<SignedEntry>(unpad(padded));
}

/** What the relay asks of whoever pushes, 32 bytes. */
export function uploadToken(epochSecret: Bytes): Promise<Bytes> {
  return kdf(epochSecret, 'upload');
}

/** Where roster entries and join requests lie, 16 bytes. */
export async function rosterMailbox(epochSecret: Bytes, label = 'roster-mailbox'): Promise<Bytes> {
  return (await kdf(epochSecret, label)).slice(0, 16);
}

/** Where all that is said about opening a name lies, 16 bytes: a guardian who is no coordinator follows it. */
export const openingMailbox = (epochSecret: Bytes): Promise<Bytes> => rosterMailbox(epochSecret, 'opening-mailbox');
