/**
 * Canonical bytes (PROTOCOL section 3): the one CBOR encoding of a value. Whatever is read is written again and compared, so nothing is
 * accepted that another reader could see differently. Written by hand because the CBOR libraries drop a leading U+FEFF of a text.
 *
 * Maps are plain objects without a prototype when read, and any plain objects when written.
 */
import { type Bytes, compare, concat, equal, u16, u32, u64, u8, utf8 } from './bytes';
import { Reader } from './reader';
import { Refusal } from './refusals';

export interface CanonicalMap {
  readonly [key: string]: Canonical;
}
/** Integers are numbers of 53 bits. There are no floats, no tags and no undefined. */
export type Canonical = null | boolean | number | string | Uint8Array | readonly Canonical[] | CanonicalMap;
/** What reading gives: byte strings in memory of their own. */
export type Decoded = null | boolean | number | string | Bytes | readonly Decoded[] | { readonly [key: string]: Decoded };

export const CANONICAL_LIMIT = 1 << 20;
/** How deep arrays and maps may lie in each other. */
const DEPTH_LIMIT = 8;
/** Scalars, keys, arrays and maps: 1 MiB of empty maps would otherwise become a hundred times as much memory. */
const VALUES_LIMIT = 65_536;

const MAJOR = { uint: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5 } as const;
type Major = (typeof MAJOR)[keyof typeof MAJOR];
const SIMPLE = { false: 0xf4, true: 0xf5, null: 0xf6 } as const;

/** The canonical bytes of a value. Refuses `malformed` (not a value of section 3) and `too_large` (too deep, or more than `limit` bytes). */
export function encode(value: Canonical, limit = Number.POSITIVE_INFINITY): Bytes {
  const page = new Page();
  write(value, page, 0);
  if (page.size > limit) throw new Refusal('too_large', `${page.size} canonical bytes`);
  return page.bytes();
}

/** The value of canonical bytes. Refuses `too_large`, `malformed` (not a value of section 3, cut short, trailing) and `not_canonical`. */
export function decode(data: Uint8Array, limit = CANONICAL_LIMIT): Decoded {
  if (data.length > limit) throw new Refusal('too_large', `${data.length} canonical bytes`);
  const reader = new Reader(data);
  const value = read({ reader, values: 0 }, 0);
  reader.end();
  if (!equal(encode(value), data)) throw new Refusal('not_canonical');
  return value;
}

// ---- writing
/** Memory that grows: a change has hundreds of values, and a small array for each would cost more than all else. */
class Page {
  #memory = new Uint8Array(512);
  size = 0;

  bytes(): Bytes {
    return this.#memory.slice(0, this.size);
  }

  byte(value: number): void {
    if (this.size === this.#memory.length) this.#grow();
    this.#memory[this.size] = value;
    this.size += 1;
  }

  put(bytes: Uint8Array): void {
    while (this.size + bytes.length > this.#memory.length) this.#grow();
    this.#memory.set(bytes, this.size);
    this.size += bytes.length;
  }

  /** False, and nothing is written, if the text is not ASCII. The browser's own encoder takes half a microsecond for a name of three letters. */
  ascii(text: string): boolean {
    while (this.size + text.length > this.#memory.length) this.#grow();
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return false;
      this.#memory[this.size + i] = code;
    }
    this.size += text.length;
    return true;
  }

  #grow(): void {
    this.#memory = concat(this.#memory, this.#memory);
  }
}

function write(value: Canonical, page: Page, depth: number): void {
  if (value === null) page.byte(SIMPLE.null);
  else if (typeof value === 'boolean') page.byte(value ? SIMPLE.true : SIMPLE.false);
  else if (typeof value === 'number') writeInteger(value, page);
  else if (typeof value === 'string') writeText(value, page);
  else if (value instanceof Uint8Array) writeBytes(MAJOR.bytes, value, page);
  else if (isArray(value)) writeArray(value, page, deeper(depth));
  else writeMap(value, page, deeper(depth));
}

function writeArray(values: readonly Canonical[], page: Page, depth: number): void {
  writeHead(MAJOR.array, values.length, page);
  for (const value of values) write(value, page, depth);
}

function writeMap(map: CanonicalMap, page: Page, depth: number): void {
  const entries = Object.entries(map).map(([key, value]) => [keyBytes(key), value] as const);
  // Shorter first, then by bytes: for texts that is the order of their encodings.
  entries.sort(([one], [other]) => one.length - other.length || compare(one, other));
  writeHead(MAJOR.map, entries.length, page);
  for (const [key, value] of entries) {
    writeBytes(MAJOR.text, key, page);
    write(value, page, depth);
  }
}

/** Names of fields in the format, the same in every value; what a witness said is never a key. */
const keys = new Map<string, Bytes>();
const MOST_KEYS = 128;
const LONGEST_KEY = 32;

function keyBytes(key: string): Bytes {
  const bytes = keys.get(key) ?? wellFormed(key);
  if (keys.size < MOST_KEYS && key.length <= LONGEST_KEY) keys.set(key, bytes);
  return bytes;
}

function writeText(text: string, page: Page): void {
  const { size } = page;
  writeHead(MAJOR.text, text.length, page);
  if (page.ascii(text)) return;
  page.size = size;
  writeBytes(MAJOR.text, wellFormed(text), page);
}

function writeBytes(major: Major, bytes: Uint8Array, page: Page): void {
  writeHead(major, bytes.length, page);
  page.put(bytes);
}

function writeInteger(value: number, page: Page): void {
  if (!Number.isSafeInteger(value)) throw new Refusal('malformed', 'not an integer of 53 bits');
  if (value < 0) writeHead(MAJOR.negative, -1 - value, page);
  else writeHead(MAJOR.uint, value, page);
}

function writeHead(major: Major, argument: number, page: Page): void {
  const first = major << 5;
  if (argument < 24) return page.byte(first | argument);
  if (argument < 0x100) return page.put(Uint8Array.of(first | 24, argument));
  if (argument < 0x10000) return page.put(concat(u8(first | 25), u16(argument)));
  if (argument < 0x100000000) return page.put(concat(u8(first | 26), u32(argument)));
  return page.put(concat(u8(first | 27), u64(argument)));
}

function wellFormed(text: string): Bytes {
  try {
    return utf8(text);
  } catch (cause) {
    throw new Refusal('malformed', 'text holds half a character', cause);
  }
}

/** Array.isArray forgets that an array may be readonly. */
function isArray(value: Canonical): value is readonly Canonical[] {
  return Array.isArray(value);
}

function deeper(depth: number): number {
  if (depth >= DEPTH_LIMIT) throw new Refusal('too_large', 'nested too deep');
  return depth + 1;
}

// ---- reading
interface Reading {
  readonly reader: Reader;
  values: number;
}

function read(reading: Reading, depth: number): Decoded {
  reading.values += 1;
  if (reading.values > VALUES_LIMIT) throw new Refusal('too_large', 'too many values');
  const { reader } = reading;
  const first = reader.u8();
  if (first === SIMPLE.null) return null;
  if (first === SIMPLE.false) return false;
  if (first === SIMPLE.true) return true;
  const major = first >> 5;
  if (major > MAJOR.map) throw new Refusal('malformed', 'a tag, a float or another simple value');
  const argument = readArgument(reader, first & 31);
  switch (major) {
    case MAJOR.uint:
      return argument;
    case MAJOR.negative:
      return -1 - argument;
    case MAJOR.bytes:
      return reader.take(argument);
    case MAJOR.text:
      return reader.text(argument);
    case MAJOR.array:
      return readArray(reading, argument, deeper(depth));
    default:
      return readMap(reading, argument, deeper(depth));
  }
}

/** The number in the first bytes of an item. That it was written the shortest way is seen when all is written again. */
function readArgument(reader: Reader, additional: number): number {
  if (additional < 24) return additional;
  if (additional === 24) return reader.u8();
  if (additional === 25) return reader.u16();
  if (additional === 26) return reader.u32();
  if (additional === 27) return reader.u64();
  throw new Refusal('malformed', 'an indefinite or reserved length');
}

function readArray(reading: Reading, count: number, depth: number): Decoded[] {
  const values: Decoded[] = [];
  while (values.length < count) values.push(read(reading, depth));
  return values;
}

function readMap(reading: Reading, count: number, depth: number): { readonly [key: string]: Decoded } {
  const map: Record<string, Decoded> = Object.create(null);
  let twice = false;
  for (let i = 0; i < count; i += 1) {
    const key = read(reading, depth);
    if (typeof key !== 'string') throw new Refusal('malformed', 'a key that is not text');
    twice ||= key in map;
    map[key] = read(reading, depth);
  }
  if (twice) throw new Refusal('not_canonical', 'a key twice');
  return map;
}
