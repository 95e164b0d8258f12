/** Seals a file into chunks as its bytes come, so that never more than one chunk of it lies open in memory (PROTOCOL section 12). */
import { sha256 } from '@noble/hashes/sha2.js';
import { type Bytes, concat } from '../format/bytes';
import { CHUNK_PLAIN_SIZE, type Manifest, type SealedChunk } from '../format/chunk';
import { chunkId, sealChunk } from './chunk';

export class FileSealer {
  readonly #fk: Bytes;
  readonly #mediaId: Bytes;
  readonly #digest = sha256.create();
  readonly #chunks: SealedChunk[] = [];
  #rest: Bytes = new Uint8Array();
  #size = 0;

  /** `fk` 32 random bytes and `mediaId` 16, of this file only. */
  constructor(fk: Bytes, mediaId: Bytes) {
    this.#fk = fk;
    this.#mediaId = mediaId;
  }

  async add(data: Uint8Array): Promise<void> {
    this.#digest.update(data);
    this.#size += data.length;
    this.#rest = concat(this.#rest, data);
    // What fills a chunk may be the end of the file, and the last chunk says so of itself.
    while (this.#rest.length > CHUNK_PLAIN_SIZE) {
      await this.#seal(this.#rest.subarray(0, CHUNK_PLAIN_SIZE), false);
      this.#rest = this.#rest.slice(CHUNK_PLAIN_SIZE);
    }
  }

  async end(kind: string): Promise<{ readonly chunks: readonly SealedChunk[]; readonly manifest: Manifest }> {
    await this.#seal(this.#rest, true);
    this.#rest.fill(0);
    const ids = await Promise.all(this.#chunks.map(chunkId));
    return { chunks: this.#chunks, manifest: { fk: this.#fk, mediaId: this.#mediaId, size: this.#size, sha256: concat(this.#digest.digest()), chunks: ids, kind } };
  }

  async #seal(plain: Uint8Array, last: boolean): Promise<void> {
    this.#chunks.push(await sealChunk({ fk: this.#fk, mediaId: this.#mediaId, index: this.#chunks.length, last }, plain));
  }
}
