/**
 * Bytes and the few things that are done with them everywhere. Never encrypts, hashes or asks for randomness.
 */

/** Bytes in memory of their own: WebCrypto takes nothing that another thread could change meanwhile. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** A source of randomness, handed in by whoever acts: `random(32)` gives 32 bytes. */
export type Random = (size: number) => Bytes;

declare const kind: unique symbol;
/** Bytes of one kind, which cannot be mixed up with bytes of another. */
export type Branded<Name extends string> = Bytes & { readonly [kind]: Name };

/** Says of bytes what they are: for whoever made or read them, and nobody else. The one place where a type is claimed and not proved. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says the kind
export function brand<Kind extends Bytes>(bytes: Bytes): Kind {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a kind exists only for the compiler
  return bytes as Kind;
}

/** What the code before made sure of: a RangeError, because its absence is a mistake of ours and not of the data. */
export function present<Item>(item: Item | undefined): Item {
  if (item === undefined) throw new RangeError('a value that must be there is not');
  return item;
}

/** 16 bytes. */
export type DeviceId = Branded<'DeviceId'>;
/** 32 bytes. */
export type ChangeId = Branded<'ChangeId'>;
/** 32 bytes, the id of a value: a change id or a decision id. */
export type ValueId = Branded<'ValueId'> | ChangeId;
/** 32 bytes. */
export type TeamId = Branded<'TeamId'>;
/** The first 16 bytes of a team id: all that the relay learns of it. */
export type TeamTag = Branded<'TeamTag'>;

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Not in constant time: for public values only. Secrets are compared by opening, never by looking. */
export function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && compare(one, other) === 0;
}

/** Order of byte strings: the first difference decides, then the length. */
export function compare(one: Uint8Array, other: Uint8Array): number {
  const shared = Math.min(one.length, other.length);
  for (let i = 0; i < shared; i += 1) {
    const difference = (one[i] ?? 0) - (other[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

export function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

// ---- integers, big-endian
/** A whole number of `width` bytes; a RangeError if it does not fit, because that is a mistake of ours and not of the data. */
function unsigned(value: number, width: 1 | 2 | 4 | 8): Bytes {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 256 ** width) throw new RangeError(`${value} does not fit ${width} bytes`);
  const bytes = new Uint8Array(width);
  let rest = value;
  for (let i = width - 1; i >= 0; i -= 1) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}
export const u8 = (value: number): Bytes => unsigned(value, 1);
export const u16 = (value: number): Bytes => unsigned(value, 2);
export const u32 = (value: number): Bytes => unsigned(value, 4);
export const u64 = (value: number): Bytes => unsigned(value, 8);

// ---- text
const encoder = new TextEncoder();
// ignoreBOM keeps a leading U+FEFF: without it a text that was pasted from an editor would come back as another text.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const LONE_SURROGATE = /\p{Surrogate}/u;

/** UTF-8 of a text, exactly as written. Half of a surrogate pair has no UTF-8: a TypeError, never a silent U+FFFD. */
export function utf8(text: string): Bytes {
  if (LONE_SURROGATE.test(text)) throw new TypeError('text holds half a character');
  return encoder.encode(text);
}

/** The text, or null if the bytes are not UTF-8. */
export function fromUtf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    if (cause instanceof TypeError) return null;
    throw cause;
  }
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** Browsers of 2025 write it themselves, ten times faster. */
export function hex(bytes: Uint8Array & { readonly toHex?: () => string }): string {
  if (bytes.toHex !== undefined) return bytes.toHex();
  let text = '';
  for (const byte of bytes) text += HEX[byte] ?? '';
  return text;
}

/** The bytes, or null if the text is not lower-case hexadecimal of whole bytes. */
export function fromHex(text: string): Bytes | null {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return null;
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

/** base64 with padding. */
export function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** base64url without padding. */
export function base64url(bytes: Uint8Array): string {
  return base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The bytes, or null: another alphabet, padding, or a last character with bits that mean nothing are refused. */
export function fromBase64url(text: string): Bytes | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
  return base64url(bytes) === text ? bytes : null;
}
