/**
 * The port to a place for small files that are overwritten where they lie. IndexedDB keeps what was deleted; such a file does not
 * (measured in two browsers), so everything that must be able to die lies in one.
 */
import type { Bytes } from '../format/bytes';

/** A file held open by this engine alone. */
export interface HeldFile {
  size(): number;
  /** Exactly `size` bytes; a RangeError if the file ends before. */
  read(at: number, size: number): Bytes;
  /** In place, growing the file if needed, and on the disk when it returns. */
  write(at: number, bytes: Uint8Array): void;
  close(): void;
}

export interface FilePlace {
  /** Null if there is no such file. */
  sizeOf(name: string): Promise<number | null>;
  /** Makes the file if it is not there. Refuses `open_elsewhere` while another tab holds it, and `storage_refused`. */
  hold(name: string): Promise<HeldFile>;
  remove(name: string): Promise<void>;
}

/** Opens a file for one piece of work and closes it whatever happens. */
export async function withFile<Result>(place: FilePlace, name: string, work: (file: HeldFile) => Result): Promise<Result> {
  const file = await place.hold(name);
  try {
    return work(file);
  } finally {
    file.close();
  }
}
