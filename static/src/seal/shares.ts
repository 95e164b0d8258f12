/**
 * Shamir's secret sharing over GF(2^8), byte by byte (PROTOCOL section 9): k shares give the key, k - 1 tell nothing about it. Putting them together is `combine.ts`, which a
 * documenter's phone never needs.
 */
import { split as splitAmongSeveral } from 'shamir-secret-sharing';
import { type Bytes, brand, concat, u8 } from '../format/bytes';
import type { Share } from '../format/identity';
import { Refusal } from '../format/refusals';

/** `n` shares of a 32-byte secret, any `k` of which give it back. x counts from 1. Refuses `malformed` unless 1 <= k <= n <= 255. */
export async function split(secret: Bytes, k: number, n: number): Promise<readonly Share[]> {
  if (k < 1 || k > n || n > 255) throw new Refusal('malformed', `${k} of ${n}`);
  // The library begins at 2. With k = 1 the polynomial is the secret itself, everywhere.
  if (k === 1) return Array.from({ length: n }, (_, i) => brand<Share>(concat(secret, u8(i + 1))));
  return (await splitAmongSeveral(new Uint8Array(secret), n, k)).map((share) => brand<Share>(concat(share)));
}
