/**
 * Seals a file into chunks that all look alike, one by one while it is being recorded, and opens them (PROTOCOL section 12).
 */
import { type Bytes, brand, concat, equal, isZero, present } from '../format/bytes';
import { CHUNK_PLAIN_SIZE, CHUNK_SIZE, type ChunkId, type Manifest, type SealedChunk, chunkCount, chunkData, chunkNonce } from '../format/chunk';
import { Refusal } from '../format/refusals';
import { aeadOpen, aeadSeal } from './primitives';

/** Where a chunk belongs. `fk` 32 bytes and `mediaId` 16, of one file only. */
export interface ChunkPlace {
  readonly fk: Bytes;
  readonly mediaId: Bytes;
  readonly index: number;
  readonly last: boolean;
}

export async function chunkId(chunk: Uint8Array): Promise<ChunkId> {
  return brand<ChunkId>(new Uint8Array(await crypto.subtle.digest('SHA-256', concat(chunk))));
}

/** `plain`: `CHUNK_PLAIN_SIZE` bytes; the last chunk may be shorter and is filled with zeros. A RangeError otherwise. */
export async function sealChunk({ fk, mediaId, index, last }: ChunkPlace, plain: Uint8Array): Promise<SealedChunk> {
  if (plain.length > CHUNK_PLAIN_SIZE || (!last && plain.length < CHUNK_PLAIN_SIZE)) throw new RangeError(`${plain.length} bytes in a chunk`);
  const filled = new Uint8Array(CHUNK_PLAIN_SIZE);
  filled.set(plain);
  return brand<SealedChunk>(await aeadSeal(fk, chunkNonce(index), filled, chunkData(mediaId, index, last)));
}

/** `CHUNK_PLAIN_SIZE` bytes, with the zeros of the last one. Refuses `malformed`, `chunk_mismatch` and `damaged`. */
export async function openChunk({ fk, mediaId, index, last }: ChunkPlace, id: ChunkId, chunk: Uint8Array): Promise<Bytes> {
  if (chunk.length !== CHUNK_SIZE) throw new Refusal('malformed', `${chunk.length} bytes in a chunk`);
  if (!equal(await chunkId(chunk), id)) throw new Refusal('chunk_mismatch');
  return aeadOpen(fk, chunkNonce(index), chunk, chunkData(mediaId, index, last));
}

/** A file that is in memory as a whole: its chunks in order, and the manifest that a change carries. */
export async function sealChunks(
  fk: Bytes,
  mediaId: Bytes,
  data: Uint8Array,
  kind: string,
): Promise<{ readonly chunks: readonly SealedChunk[]; readonly manifest: Manifest }> {
  const count = chunkCount(data.length);
  const chunks: SealedChunk[] = [];
  for (let index = 0; index < count; index += 1) {
    const plain = data.subarray(index * CHUNK_PLAIN_SIZE, (index + 1) * CHUNK_PLAIN_SIZE);
    chunks.push(await sealChunk({ fk, mediaId, index, last: index === count - 1 }, plain));
  }
  const sha256 = new Uint8Array(await crypto.subtle.digest('SHA-256', concat(data)));
  return { chunks, manifest: { fk, mediaId, size: data.length, sha256, chunks: await Promise.all(chunks.map(chunkId)), kind } };
}

/** The file. Refuses `malformed`, `chunk_mismatch`, `damaged`, and `padding` if what stands behind the end is not zeros. */
export async function openChunks(manifest: Manifest, chunks: readonly Uint8Array[]): Promise<Bytes> {
  const { fk, mediaId, size, sha256, chunks: ids } = manifest;
  if (chunks.length !== ids.length) throw new Refusal('malformed', `${chunks.length} chunks instead of ${ids.length}`);
  const parts: Bytes[] = [];
  for (const [index, id] of ids.entries()) {
    parts.push(await openChunk({ fk, mediaId, index, last: index === ids.length - 1 }, id, present(chunks[index])));
  }
  const filled = concat(...parts);
  if (!isZero(filled.subarray(size))) throw new Refusal('padding', 'not zero');
  const data = filled.slice(0, size);
  if (!equal(new Uint8Array(await crypto.subtle.digest('SHA-256', data)), sha256)) throw new Refusal('damaged', 'another file');
  return data;
}
