/** Reads the fields of an answer strictly, whether it came as JSON or as canonical bytes. Refuses `malformed`. */
import { type Bytes, concat, fromHex, fromUtf8 } from '../format/bytes';
import type { Decoded } from '../format/canonical';
import { Refusal } from '../format/refusals';

export interface Fields {
  text(name: string): string;
  textOrNull(name: string): string | null;
  number(name: string): number;
  bytes(name: string, size: number): Bytes;
  hex(name: string, size: number): Bytes;
  list(name: string): readonly Decoded[];
  map(name: string): Fields;
  orNull<Value>(name: string, read: (value: Decoded) => Value): Value | null;
}

const wrong = (name: string): Refusal => new Refusal('malformed', `field ${name} of an answer`);

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

export function fields(answer: unknown): Fields {
  if (!isMap(answer)) throw new Refusal('malformed', 'an answer that is no map');
  const text = (name: string): string => {
    const value = answer[name];
    if (typeof value !== 'string') throw wrong(name);
    return value;
  };
  const sized = (name: string, value: unknown, size: number): Bytes => {
    if (!(value instanceof Uint8Array) || value.length !== size) throw wrong(name);
    return concat(value);
  };
  return {
    text,
    textOrNull: (name) => (answer[name] === undefined || answer[name] === null ? null : text(name)),
    number(name) {
      const value = answer[name];
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw wrong(name);
      return value;
    },
    bytes: (name, size) => sized(name, answer[name], size),
    hex: (name, size) => sized(name, fromHex(text(name)), size),
    list(name) {
      const value = answer[name];
      if (!Array.isArray(value)) throw wrong(name);
      return value as readonly Decoded[];
    },
    map: (name) => fields(answer[name]),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whatever it is, `read` looks before it believes
    orNull: (name, read) => (answer[name] === null ? null : read(answer[name] as Decoded)),
  };
}

export function parseJson(body: Bytes): unknown {
  const text = fromUtf8(body);
  if (text === null) throw new Refusal('malformed', 'an answer that is not text');
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Refusal('malformed', 'an answer that is not JSON', cause);
  }
}
