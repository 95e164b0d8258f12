/** Narrows decoded canonical values to the shape that a parser expects. What has another shape is `malformed`; nothing is converted. */
import { type Bytes, utf8 } from './bytes';
import type { Decoded } from './canonical';
import { Refusal } from './refusals';

export type DecodedMap = Readonly<Record<string, Decoded>>;

export function isMap(value: Decoded | undefined): value is DecodedMap {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array) && !Array.isArray(value);
}

/** A map with exactly these keys. Refuses `malformed`. */
export function asMap(value: Decoded | undefined, keys: readonly string[]): DecodedMap {
  if (!isMap(value) || Object.keys(value).length !== keys.length || !keys.every((key) => key in value)) throw new Refusal('malformed', 'map');
  return value;
}

/** Refuses `malformed`. */
export function asArray(value: Decoded | undefined): readonly Decoded[] {
  if (!Array.isArray(value)) throw new Refusal('malformed', 'array');
  return value;
}

/** Refuses `malformed`. */
export function bytesOf(value: Decoded | undefined, size: number): Bytes {
  if (!(value instanceof Uint8Array) || value.length !== size) throw new Refusal('malformed', `not ${size} bytes`);
  return value;
}

/** An integer from 0. Refuses `malformed`. */
export function asNumber(value: Decoded | undefined): number {
  if (typeof value !== 'number' || value < 0) throw new Refusal('malformed', 'not a number from 0');
  return value;
}

/** A name that people read aloud in a list. Refuses `malformed` and, beyond `limit` bytes of UTF-8, `too_large`. */
export function asLabel(value: Decoded | undefined, limit: number): string {
  if (typeof value !== 'string') throw new Refusal('malformed', 'not text');
  if (utf8(value).length > limit) throw new Refusal('too_large', 'label');
  return value;
}
