/**
 * The file place of the browser: the origin private file system, by synchronous handles, which only a dedicated worker may open.
 */
import type { Bytes } from '../format/bytes';
import { Refusal } from '../format/refusals';
import type { FilePlace, HeldFile } from './place';

/** A worker that was just ended still holds its files for a moment, so a refusal is believed only after this many tries. */
const HOLD_TRIES = 20;
const HOLD_PAUSE_MILLISECONDS = 100;

const isNamed = (cause: unknown, ...names: readonly string[]): boolean => cause instanceof DOMException && names.includes(cause.name);

async function folder(): Promise<FileSystemDirectoryHandle> {
  try {
    return await navigator.storage.getDirectory();
  } catch (cause) {
    throw new Refusal('storage_refused', 'no private file system', cause);
  }
}

async function find(name: string): Promise<FileSystemFileHandle | null> {
  try {
    return await (await folder()).getFileHandle(name);
  } catch (cause) {
    if (isNamed(cause, 'NotFoundError')) return null;
    throw cause;
  }
}

async function holdAlone(handle: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await handle.createSyncAccessHandle();
    } catch (cause) {
      if (!isNamed(cause, 'NoModificationAllowedError', 'InvalidStateError')) throw new Refusal('storage_refused', 'no file handle', cause);
      if (tries === HOLD_TRIES) throw new Refusal('open_elsewhere', handle.name, cause);
    }
    await new Promise((resume) => setTimeout(resume, HOLD_PAUSE_MILLISECONDS));
  }
}

function heldFile(handle: FileSystemSyncAccessHandle): HeldFile {
  return {
    size: () => handle.getSize(),
    read(at, size): Bytes {
      const bytes = new Uint8Array(size);
      if (handle.read(bytes, { at }) !== size) throw new RangeError('the file ends before');
      return bytes;
    },
    write(at, bytes) {
      let written: number;
      try {
        written = handle.write(new Uint8Array(bytes), { at });
        handle.flush();
      } catch (cause) {
        if (isNamed(cause, 'QuotaExceededError')) throw new Refusal('device_full', '', cause);
        throw cause;
      }
      if (written !== bytes.length) throw new Refusal('device_full', 'a file was written in part');
    },
    close: () => handle.close(),
  };
}

export const originPrivateFiles: FilePlace = {
  async sizeOf(fileName) {
    const handle = await find(fileName);
    return handle === null ? null : (await handle.getFile()).size;
  },
  async hold(fileName) {
    const handle = await (await folder()).getFileHandle(fileName, { create: true });
    return heldFile(await holdAlone(handle));
  },
  async remove(fileName) {
    if ((await find(fileName)) !== null) await (await folder()).removeEntry(fileName);
  },
};
