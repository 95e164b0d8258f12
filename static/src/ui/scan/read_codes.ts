/**
 * The QR codes in one frame of a video: by the browser's own detector where it has one that works, by ours everywhere else.
 *
 * Nothing of a frame is kept: the next one is drawn over it.
 */
import { decodeQRBatch } from 'qr/decode.js';

/** What was written in the codes of the frame that is shown now; none is the common answer. */
export type ReadCodes = (video: HTMLVideoElement) => Promise<readonly string[]>;

interface Detector {
  detect(video: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
interface Detectors {
  new (options: { readonly formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}
declare const BarcodeDetector: Detectors | undefined;

/** Longest side of a frame that is searched: an invite's code still has three dots for each of its squares when it fills a third of the picture. */
const LONGEST_PX = 960;
/** For each frame, so that the picture on a slow phone does not stand still. */
const SEARCH_MS = 60;

function ours(): ReadCodes {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  return async (video) => {
    if (context === null) return [];
    const scale = Math.min(1, LONGEST_PX / Math.max(video.videoWidth, video.videoHeight));
    const size = { width: Math.round(video.videoWidth * scale), height: Math.round(video.videoHeight * scale) };
    Object.assign(context.canvas, size);
    context.drawImage(video, 0, 0, size.width, size.height);
    const [found = []] = await decodeQRBatch([context.getImageData(0, 0, size.width, size.height)], { maxSize: size, timeLimit: SEARCH_MS });
    return found.filter((text) => typeof text === 'string');
  };
}

async function browsers(): Promise<ReadCodes | null> {
  if (typeof BarcodeDetector === 'undefined' || !(await BarcodeDetector.getSupportedFormats()).includes('qr_code')) return null;
  const detector = new BarcodeDetector({ formats: ['qr_code'] });
  return async (video) => (await detector.detect(video)).map(({ rawValue }) => rawValue);
}

/** A phone may have the browser's detector without the service behind it, and says so only when it is asked: then ours goes on. */
export async function codeReader(): Promise<ReadCodes> {
  const fallBack = (): null => null;
  let native = await browsers().catch(fallBack);
  const own = ours();
  return async (video) => {
    const read = await native?.(video).catch(fallBack);
    if (read) return read;
    native = null;
    return own(video);
  };
}
