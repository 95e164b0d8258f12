/** A picture on its way into a testimony: drawn anew, so that nothing is left but what is seen, and never larger than a screen needs. */
import { clean, saidIn } from '../../media/jpeg';
import type { Said } from '../../media/jpeg';

/** A face is still told from another, and a page can be read. */
const LONGEST_PX = 2560;
const QUALITY = 0.85;

export class NoPicture extends Error {}

/** What a chosen file says beside its picture; null for a kind that is not counted. */
export async function saidInFile(file: Blob): Promise<Said | null> {
  try {
    return saidIn(new Uint8Array(await file.arrayBuffer()));
  } catch (reason) {
    if (reason instanceof RangeError) return null;
    throw reason;
  }
}

/** Upright, as its camera was held. Throws `NoPicture`. */
export async function decode(file: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch (reason) {
    throw new NoPicture('a picture that this browser cannot read', { cause: reason });
  }
}

export function draw(context: CanvasRenderingContext2D, picture: ImageBitmap): void {
  const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
  Object.assign(context.canvas, { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  context.drawImage(picture, 0, 0, context.canvas.width, context.canvas.height);
}

/** A JPEG of what is on the canvas. Throws if anything but the picture were in it. */
export async function encode(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', QUALITY);
  });
  if (blob === null) throw new NoPicture('nothing was drawn');
  const picture = clean(new Uint8Array(await blob.arrayBuffer()));
  if (saidIn(picture).entries > 0) throw new Error('a picture that says more than it shows');
  return picture;
}
