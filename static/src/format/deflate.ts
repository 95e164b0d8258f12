/**
 * Deflate without a wrapper (RFC 1951). A bomb is stopped at the limit, before it is in memory.
 */
import { type Bytes, concat } from './bytes';
import { Refusal } from './refusals';

export const INFLATED_LIMIT = 1 << 20;

export async function deflate(data: Bytes): Promise<Bytes> {
  return passed(data, new CompressionStream('deflate-raw'), Number.POSITIVE_INFINITY);
}

/** Refuses `malformed` (broken, cut short, or bytes after its end) and `too_large` (more than `limit` bytes inflated). */
export async function inflate(data: Bytes, limit = INFLATED_LIMIT): Promise<Bytes> {
  const inflated = await inflatedOrNull(data, limit);
  if (inflated === null) throw new Refusal('malformed', 'broken deflate');
  // If it is whole without its last byte, that byte stands behind its end.
  if (!(await refusesTrailing()) && (await inflatedOrNull(data.slice(0, -1), limit)) !== null) throw new Refusal('malformed', 'bytes after its end');
  return inflated;
}

let trailingRefused: Promise<boolean> | null = null;

/** Browsers refuse bytes after the end, as the standard says; Node before 22 does not. Tried once. */
function refusesTrailing(): Promise<boolean> {
  // An empty final block (RFC 1951, 3.2.4), and a byte too many.
  trailingRefused ??= inflatedOrNull(Uint8Array.of(0x03, 0x00, 0x00), 1).then((inflated) => inflated === null);
  return trailingRefused;
}

/** Null if the engine finds the data broken or cut short. */
async function inflatedOrNull(data: Bytes, limit: number): Promise<Bytes | null> {
  try {
    return await passed(data, new DecompressionStream('deflate-raw'), limit);
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    // Engines differ in what they throw for bad data: a TypeError, or a plain Error with a code of zlib.
    if (cause instanceof Error) return null;
    throw cause;
  }
}

/** Written by hand: the stream of a blob takes ten times as long as what is done here. */
async function passed(data: Bytes, { readable, writable }: CompressionStream | DecompressionStream, limit: number): Promise<Bytes> {
  const writer = writable.getWriter();
  // What fails here fails at the reading end too, which says so.
  const written = Promise.allSettled([writer.write(data), writer.close()]);
  const reader: ReadableStreamDefaultReader<Uint8Array> = readable.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > limit) {
      await reader.cancel();
      throw new Refusal('too_large', `more than ${limit} bytes inflated`);
    }
    parts.push(part.value);
  }
  await written;
  return concat(...parts);
}
