/**
 * Sizes by Padme: a length tells at most its order of magnitude and a few bits. From "Reducing Metadata Leakage from Encrypted Files and
 * Communication with PURBs" (PETS 2019), with a floor under which all lengths look alike.
 */
import { type Bytes, concat, isZero, u32 } from './bytes';
import { Reader } from './reader';
import { Refusal } from './refusals';

export const PADME_FLOOR = 1024;

/** The padded size of `size` bytes, PROTOCOL section 2. */
export function padme(size: number, floor = PADME_FLOOR): number {
  if (size <= floor) return floor;
  const exponent = floorLog2(size);
  const step = 2 ** (exponent - floorLog2(exponent) - 1);
  return Math.ceil(size / step) * step;
}

/** Exact, where Math.log2 may round up near a power of two. Sizes are below 2^32. */
function floorLog2(size: number): number {
  return 31 - Math.clz32(size);
}

/** `len u32 | content | zeros to Padme`, the inside of a box that hides its length. */
export function pad(content: Uint8Array): Bytes {
  const size = padme(4 + content.length);
  return concat(u32(content.length), content, new Uint8Array(size - 4 - content.length));
}

/** The content of `pad`. Refuses `malformed` (shorter than it says) and `padding`. */
export function unpad(padded: Uint8Array): Bytes {
  const reader = new Reader(padded);
  const size = reader.u32();
  if (padded.length !== padme(4 + size)) throw new Refusal('padding', 'not of the right length');
  const content = reader.take(size);
  if (!isZero(reader.rest())) throw new Refusal('padding', 'not zero');
  return content;
}
