/**
 * Receipts (PROTOCOL section 13): the bytes under the relay's signature. "Delivered" is said only after the signature by the key that the
 * roster pins was verified over them.
 */
import { type Bytes, type TeamTag, concat, u32, u64 } from './bytes';
import { label } from './hash';
import type { ItemId } from './item';

/** An item that the relay has, with the number it gave. */
export interface ReceiptLine {
  readonly number: number;
  readonly itemId: ItemId;
}

/** `epoch`: 16 bytes. `lines`: the items with status 0 or 1, in the order of the request. */
export function receiptMessage(teamTag: TeamTag, epoch: Uint8Array, lines: readonly ReceiptLine[]): Bytes {
  return concat(label('receipt'), teamTag, epoch, u32(lines.length), ...lines.flatMap(({ number, itemId }) => [u64(number), itemId]));
}

/** What the admin who founded the team signs to replace its upload token on the relay. `tokenHash`: 32 bytes; `serial` grows. */
export function tokenMessage(teamTag: TeamTag, serial: number, tokenHash: Uint8Array): Bytes {
  return concat(label('token'), teamTag, u64(serial), tokenHash);
}

/** What that admin signs to have the team and all its items deleted. */
export function deleteTeamMessage(teamTag: TeamTag, serial: number): Bytes {
  return concat(label('delete-team'), teamTag, u64(serial));
}
