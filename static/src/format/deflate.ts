/**
 * Deflate without a wrapper (RFC 1951). A bomb is stopped at the limit, before it is in memory.
 */
import { type Bytes, concat } from './bytes';
import { Refusal } from './refusals';

export const INFLATED_LIMIT = 1 << 20;

export async function deflate(data: Bytes): Promise<Bytes> {
  return concat(...(await collect(through(data, new CompressionStream('deflate-raw')), Number.POSITIVE_INFINITY)));
}

/** Refuses `malformed` (broken, cut short, or bytes after its end) and `too_large` (more than `limit` bytes inflated). */
export async function inflate(data: Bytes, limit = INFLATED_LIMIT): Promise<Bytes> {
  try {
    return concat(...(await collect(through(data, new DecompressionStream('deflate-raw')), limit)));
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw new Refusal('malformed', 'broken deflate', cause);
  }
}

function through(data: Bytes, transform: CompressionStream | DecompressionStream): ReadableStream<Uint8Array> {
  return new Blob([data]).stream().pipeThrough(transform);
}

async function collect(stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of stream) {
    size += part.length;
    if (size > limit) throw new Refusal('too_large', `more than ${limit} bytes inflated`);
    parts.push(part);
  }
  return parts;
}
