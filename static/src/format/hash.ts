/**
 * The protocol's one hash: SHA-256 over a label and byte strings (PROTOCOL section 1). Synchronous, because identifiers are computed in the
 * middle of pure code; media chunks, which are large, are hashed by WebCrypto in `seal/chunk.ts`.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { type Bytes, concat, utf8 } from './bytes';

/** `"gawahi/v1/<name>\0"`: what every hash, signature and HPKE `info` begins with. */
export function label(name: string): Bytes {
  return utf8(`gawahi/v1/${name}\0`);
}

/** H(label, parts..): 32 bytes. */
export function hash(name: string, ...parts: readonly Uint8Array[]): Bytes {
  return plainHash(label(name), ...parts);
}

/** SHA-256 of the concatenation, without a label: 32 bytes. */
export function plainHash(...parts: readonly Uint8Array[]): Bytes {
  const digest = sha256.create();
  for (const part of parts) digest.update(part);
  return concat(digest.digest());
}
