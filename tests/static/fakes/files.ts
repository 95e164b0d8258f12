/** A file place in memory: what is written stays when the engine that wrote it is dropped, and one holder at a time is allowed. */
import type { Bytes } from '../../../static/src/format/bytes';
import { Refusal } from '../../../static/src/format/refusals';
import type { FilePlace, HeldFile } from '../../../static/src/vault/place';

export class MemoryFiles implements FilePlace {
  readonly contents = new Map<string, Bytes>();
  readonly #held = new Set<string>();

  sizeOf(name: string): Promise<number | null> {
    return Promise.resolve(this.contents.get(name)?.length ?? null);
  }

  hold(name: string): Promise<HeldFile> {
    if (this.#held.has(name)) return Promise.reject(new Refusal('open_elsewhere', name));
    this.#held.add(name);
    if (!this.contents.has(name)) this.contents.set(name, new Uint8Array());
    return Promise.resolve(this.#file(name));
  }

  remove(name: string): Promise<void> {
    this.contents.delete(name);
    return Promise.resolve();
  }

  /** As when the process dies: nobody closes anything, and nobody holds anything. */
  kill(): void {
    this.#held.clear();
  }

  #file(name: string): HeldFile {
    const bytes = (): Bytes => this.contents.get(name) ?? new Uint8Array();
    return {
      size: () => bytes().length,
      read(at, size) {
        if (at + size > bytes().length) throw new RangeError('the file ends before');
        return bytes().slice(at, at + size);
      },
      write: (at, written) => {
        const grown = new Uint8Array(Math.max(bytes().length, at + written.length));
        grown.set(bytes());
        grown.set(written, at);
        this.contents.set(name, grown);
      },
      close: () => void this.#held.delete(name),
    };
  }
}
