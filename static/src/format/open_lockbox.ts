/** Reads a whole lockbox, as `lockbox.ts` lays it out: what only recipients do, so no documenter's phone fetches it first. */
import { ITEM_LIMIT } from './item';
import { PREFIX_SIZE, type ParsedLockbox, WRAP_SIZE, parseLockboxPrefix } from './lockbox';
import { Reader } from './reader';
import { Refusal } from './refusals';

/** Refuses `malformed`, `unknown_suite` and `too_large`. */
export function parseLockbox(box: Uint8Array): ParsedLockbox {
  if (box.length > ITEM_LIMIT) throw new Refusal('too_large', `${box.length} bytes`);
  const prefix = parseLockboxPrefix(box.slice(0, PREFIX_SIZE));
  const reader = new Reader(box.slice(PREFIX_SIZE));
  const wraps = Array.from({ length: prefix.count }, () => reader.take(WRAP_SIZE));
  reader.end();
  return { ...prefix, wraps };
}
