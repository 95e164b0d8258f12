/** Gives a written file to the person: through the phone's own way of sharing where it takes such a file, else into the downloads. */
import type { WrittenFile } from '../../journey/by_hand';

/** The browser has begun to read it by then. */
const FORGET_MS = 60_000;

export async function give({ name, bytes }: WrittenFile): Promise<void> {
  const file = new File([bytes], name, { type: 'application/octet-stream' });
  if (await shared(file)) return;
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), FORGET_MS);
}

/** False also if the person turned away from sharing: then the file is still to be had. */
async function shared(file: File): Promise<boolean> {
  if (!('canShare' in navigator) || !navigator.canShare({ files: [file] })) return false;
  try {
    await navigator.share({ files: [file] });
    return true;
  } catch (reason) {
    if (reason instanceof DOMException) return false;
    throw reason;
  }
}
