/**
 * Media chunks and the manifest that names them (PROTOCOL section 12): what a photograph or a recording looks like outside, which is always the same.
 */
import { type Branded, type Bytes, brand, concat, u32, u8 } from './bytes';
import { decode, encode } from './canonical';
import { label } from './hash';
import { Refusal } from './refusals';
import { asArray, asMap, asNumber, bytesOf } from './shape';

/** A sealed chunk of exactly `CHUNK_SIZE` bytes. */
export type SealedChunk = Branded<'SealedChunk'>;
/** SHA-256 of a sealed chunk, 32 bytes. */
export type ChunkId = Branded<'ChunkId'>;

export const CHUNK_SIZE = 262_144;
/** What a chunk holds: the tag takes 16 bytes. */
export const CHUNK_PLAIN_SIZE = CHUNK_SIZE - 16;

export interface Manifest {
  /** The file's key, 32 bytes: whoever can read the change can read the file. */
  readonly fk: Bytes;
  /** 16 random bytes. */
  readonly mediaId: Bytes;
  /** Bytes of plaintext. */
  readonly size: number;
  /** Of the plaintext. */
  readonly sha256: Bytes;
  readonly chunks: readonly ChunkId[];
  /** Media type. */
  readonly kind: string;
}

/** How many chunks a file of `size` bytes takes; an empty one takes one. */
export function chunkCount(size: number): number {
  return Math.max(1, Math.ceil(size / CHUNK_PLAIN_SIZE));
}

/** A counter is safe here, because a file key is used for one file and once for each index. */
export function chunkNonce(index: number): Bytes {
  return concat(new Uint8Array(8), u32(index));
}

export function chunkData(mediaId: Uint8Array, index: number, last: boolean): Bytes {
  return concat(label('chunk'), mediaId, u32(index), u8(last ? 1 : 0));
}

export function encodeManifest({ fk, mediaId, size, sha256, chunks, kind }: Manifest): Bytes {
  return encode({ fk, media_id: mediaId, count: chunks.length, size, sha256, chunks, kind });
}

/** Refuses `malformed` (also if count, size and chunks do not agree), `not_canonical` and `too_large`. */
export function decodeManifest(bytes: Uint8Array): Manifest {
  const map = asMap(decode(bytes), ['chunks', 'count', 'fk', 'kind', 'media_id', 'sha256', 'size']);
  const { count, kind } = map;
  const size = asNumber(map['size']);
  const chunks = asArray(map['chunks']).map((id) => brand<ChunkId>(bytesOf(id, 32)));
  if (typeof kind !== 'string' || kind === '') throw new Refusal('malformed', 'kind');
  if (count !== chunks.length || count !== chunkCount(size)) throw new Refusal('malformed', 'count, size and chunks do not agree');
  return { fk: bytesOf(map['fk'], 32), mediaId: bytesOf(map['media_id'], 16), size, sha256: bytesOf(map['sha256'], 32), chunks, kind };
}
