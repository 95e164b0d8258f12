/**
 * Seals a witness's identity for k of n guardians (PROTOCOL section 9). One guardian alone opens a share, never the name. Opening is
 * `identity_opening.ts`.
 */
import { type Random, brand, concat, present, u32 } from '../format/bytes';
import type { StreamId } from '../format/envelope';
import { Role } from '../format/entry';
import { type SealedIdentity, type Unsigned, encodeIdentity, identityMessage, identityPrefix, shareHash, shareInfo } from '../format/identity';
import { decodeIdentity } from '../format/open_identity';
import { ITEM_LIMIT } from '../format/item';
import { pad } from '../format/padme';
import { Refusal } from '../format/refusals';
import type { Roster } from '../format/roster';
import type { Device } from './device';
import { NONCE_SIZE, aeadSeal, hpkeSeal, kdf } from './primitives';
import { split } from './shares';

/** `no` counts the boxes of this stream from 0. Its author signs it inside. Refuses `no_guardian`, `malformed` and `too_large`. */
export async function sealIdentity(roster: Roster, author: Device, stream: StreamId, no: number, identity: Unsigned, random: Random): Promise<SealedIdentity> {
  const guardians = roster.membersAt(roster.seq, Role.guardian);
  if (guardians.length === 0) throw new Refusal('no_guardian');
  const key = random(32);
  const k = Math.min(roster.policy.k, guardians.length);
  const shares = await split(key, k, guardians.length);
  const place = { teamId: roster.teamId, stream, no, rosterSeq: roster.seq, rosterHead: roster.head, k };
  const prefix = identityPrefix({ ...place, commit: await kdf(key, 'commit'), shareHashes: shares.map((share) => shareHash(stream, no, share)) });
  const boxes = await Promise.all(guardians.map(({ id, kemPk }, i) => hpkeSeal(kemPk, present(shares[i]), shareInfo(prefix, id))));
  const plain = encodeIdentity({ ...identity, by: { device: author.id, signature: await author.sign(identityMessage(prefix, identity)) } });
  // One rule for what is written and what is read.
  decodeIdentity(plain);
  const nonce = random(NONCE_SIZE);
  const ciphertext = await aeadSeal(await kdf(key, 'id'), nonce, pad(plain), prefix);
  const box = concat(prefix, ...boxes, nonce, u32(ciphertext.length), ciphertext);
  if (box.length > ITEM_LIMIT) throw new Refusal('too_large', `${box.length} bytes`);
  return brand<SealedIdentity>(box);
}
