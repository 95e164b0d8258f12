/** Puts shares together again (PROTOCOL section 9): what a guardian's device does, and no documenter's phone. */
import { combine as combineSeveral } from 'shamir-secret-sharing';
import { type Bytes, concat } from '../format/bytes';
import { SHARE_SIZE, type Share } from '../format/identity';
import { Refusal } from '../format/refusals';

/** The 32-byte secret of `k` shares; further ones are not looked at. Refuses `shares_missing` and `malformed` (no share, an x of zero or one twice). */
export async function combine(shares: readonly Share[], k: number): Promise<Bytes> {
  if (shares.length < k) throw new Refusal('shares_missing', `${shares.length} of ${k}`);
  const used = shares.slice(0, k);
  const places = used.map((share) => share[SHARE_SIZE - 1]);
  if (used.some(({ length }) => length !== SHARE_SIZE) || places.includes(0) || new Set(places).size !== k || k < 1) throw new Refusal('malformed', 'shares');
  const [only] = used;
  if (only !== undefined && k === 1) return only.slice(0, SHARE_SIZE - 1);
  return concat(await combineSeveral(used.map((share) => new Uint8Array(share))));
}
