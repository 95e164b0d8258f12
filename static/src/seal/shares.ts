/**
 * Shamir's secret sharing over GF(2^8), byte by byte (PROTOCOL section 9): k shares give the key, k - 1 tell nothing about it.
 */
import { combine as combineSeveral, split as splitAmongSeveral } from 'shamir-secret-sharing';
import { type Bytes, brand, concat, u8 } from '../format/bytes';
import { SHARE_SIZE, type Share } from '../format/identity';
import { Refusal } from '../format/refusals';

/** `n` shares of a 32-byte secret, any `k` of which give it back. x counts from 1. Refuses `malformed` unless 1 <= k <= n <= 255. */
export async function split(secret: Bytes, k: number, n: number): Promise<readonly Share[]> {
  if (k < 1 || k > n || n > 255) throw new Refusal('malformed', `${k} of ${n}`);
  // The library begins at 2. With k = 1 the polynomial is the secret itself, everywhere.
  if (k === 1) return Array.from({ length: n }, (_, i) => brand<Share>(concat(secret, u8(i + 1))));
  return (await splitAmongSeveral(new Uint8Array(secret), n, k)).map((share) => brand<Share>(concat(share)));
}

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
