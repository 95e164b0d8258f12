/**
 * Media chunks and the manifest that names them (PROTOCOL section 12): what a photograph or a recording looks like outside, which is always the same.
 */
import { type Branded, type Bytes, concat, u32, u8 } from './bytes';
import { label } from './hash';

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
