/** The camera while it looks for a code. It is on only while its picture is on the screen, and nothing that it sees is kept or sent. */
import { codeReader } from './read_codes';

/** Why it is off again without anybody having turned it off. */
export type Ended = 'refused' | 'none' | 'failed' | 'idle' | 'hidden';

/** A phone that was laid down does not go on filming. */
const IDLE_MS = 2 * 60_000;
const BETWEEN_FRAMES_MS = 120;

const WHY: Readonly<Record<string, Ended>> = { NotAllowedError: 'refused', SecurityError: 'refused', NotFoundError: 'none', OverconstrainedError: 'none' };

const whyOf = (reason: unknown): Ended => (reason instanceof DOMException && WHY[reason.name]) || 'failed';

function openCamera(): Promise<MediaStream> {
  // Missing where the page is not a secure one, and in browsers that were built without it.
  if (!navigator.mediaDevices) return Promise.reject(new DOMException('no camera', 'NotFoundError'));
  return navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } } });
}

/** Everything that turns the camera off by itself, from the moment when it is on. */
function endWhenLeft(stream: MediaStream, end: (why: Ended) => void, signal: AbortSignal): void {
  const hidden = (): void => void (document.hidden && end('hidden'));
  const gone = (): void => end('hidden');
  document.addEventListener('visibilitychange', hidden, { signal });
  document.addEventListener('freeze', gone, { signal });
  addEventListener('pagehide', gone, { signal });
  for (const track of stream.getTracks()) track.addEventListener('ended', () => end('failed'), { signal });
  const timer = setTimeout(() => end('idle'), IDLE_MS);
  signal.addEventListener('abort', () => clearTimeout(timer));
  hidden();
}

async function look(video: HTMLVideoElement, saw: (texts: readonly string[]) => void, end: (why: Ended) => void, signal: AbortSignal): Promise<void> {
  const stream = await openCamera();
  const off = (): void => {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  // The question for permission may be answered when nobody waits any more.
  if (signal.aborted) {
    off();
    return;
  }
  signal.addEventListener('abort', off);
  endWhenLeft(stream, end, signal);
  video.srcObject = stream;
  await video.play();
  const read = await codeReader();
  while (!signal.aborted) {
    const texts = video.videoWidth > 0 ? await read(video) : [];
    if (!signal.aborted && texts.length > 0) saw(texts);
    await new Promise((resume) => setTimeout(resume, BETWEEN_FRAMES_MS));
  }
}

/** Turns the camera on and tells of every frame with codes in it. Returns how to turn it off, at once and for good. */
export function watch(video: HTMLVideoElement, saw: (texts: readonly string[]) => void, ended: (why: Ended) => void): () => void {
  const over = new AbortController();
  const end = (why: Ended): void => {
    if (over.signal.aborted) return;
    over.abort();
    ended(why);
  };
  look(video, saw, end, over.signal).catch((reason: unknown) => end(whyOf(reason)));
  return () => over.abort();
}
