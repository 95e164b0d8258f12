/**
 * The microphone while it records: its sound goes through the mask, and nothing but what comes out of the mask is recorded. Every two seconds a slice is handed
 * over, to be kept at once. If the mask cannot run, nothing is recorded.
 */
// oxlint-disable-next-line import/default -- with this suffix the build gives the file's address, and `vite/client` its type
import maskUrl from '../../media/worklet.ts?worker&url';
import { isRefusal } from '../../format/refusals';
import { LEAST_SECONDS, MOST_SECONDS, roomSeconds } from './room';

export type Ended = 'refused' | 'none' | 'failed' | 'unmasked' | 'full' | 'long';

export interface Piece {
  readonly data: Uint8Array;
  /** Media type, without parameters. */
  readonly kind: string;
  /** How long the recording is with it. */
  readonly ms: number;
}
export interface Recorder {
  /** From 0 to 1: what comes out of the mask now. */
  readonly level: () => number;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Resolves when the last slice was kept. The microphone is off before it returns. */
  readonly stop: () => Promise<void>;
}
interface Wanted {
  /** Resolves when it is on the disk. */
  readonly keep: (piece: Piece) => Promise<void>;
  /** It has stopped by itself. `reason`: a refusal of the engine, to be shown. */
  readonly ended: (why: Ended, reason: unknown) => void;
}

/** What a phone that dies loses is less than two of these. */
const SLICE_MS = 2_000;
const BITS_PER_SECOND = 24_000;
/** Enough for a voice, and a third of the work at 48,000. */
const SAMPLE_RATE = 16_000;
const KINDS = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];
/** How often it is asked whether there is still room: each minute. */
const ROOM_EVERY = 30;

export class CannotRecord extends Error {
  readonly why: Ended;
  constructor(why: Ended) {
    super(why);
    this.why = why;
  }
}

const WHY: Readonly<Record<string, Ended>> = { NotAllowedError: 'refused', SecurityError: 'refused', NotFoundError: 'none', OverconstrainedError: 'none' };

async function openMicrophone(): Promise<MediaStream> {
  // Missing where the page is not a secure one, and in browsers that were built without it.
  if (!navigator.mediaDevices) throw new CannotRecord('none');
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true, autoGainControl: true, echoCancellation: false } });
  } catch (reason) {
    throw new CannotRecord((reason instanceof DOMException && WHY[reason.name]) || 'failed');
  }
}

interface Masked {
  readonly context: AudioContext;
  readonly stream: MediaStream;
  readonly meter: AnalyserNode;
  readonly mask: AudioWorkletNode;
}

/** Some browsers take a microphone at its own rate only. */
async function maskOf(microphone: MediaStream): Promise<Masked> {
  for (const options of [{ sampleRate: SAMPLE_RATE }, {}]) {
    let context: AudioContext | null = null;
    try {
      context = new AudioContext(options);
      await context.audioWorklet.addModule(maskUrl);
      const mask = new AudioWorkletNode(context, 'mask', { channelCount: 1, channelCountMode: 'explicit', outputChannelCount: [1] });
      const [meter, out] = [context.createAnalyser(), context.createMediaStreamDestination()];
      context.createMediaStreamSource(microphone).connect(mask);
      mask.connect(out);
      mask.connect(meter);
      await context.resume();
      return { context, stream: out.stream, meter, mask };
    } catch {
      await context?.close();
    }
  }
  throw new CannotRecord('unmasked');
}

function recorderOf(stream: MediaStream): MediaRecorder {
  const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
  if (mimeType === undefined) throw new CannotRecord('unmasked');
  return new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_PER_SECOND });
}

/** Time that was recorded, without pauses. */
function clock(): { readonly ms: () => number; readonly run: (on: boolean) => void } {
  let before = 0;
  let since: number | null = null;
  const ms = (): number => before + (since === null ? 0 : performance.now() - since);
  const run = (on: boolean): void => {
    before = ms();
    since = on ? performance.now() : null;
  };
  return { ms, run };
}

function levelOf(meter: AnalyserNode): number {
  const samples = new Float32Array(meter.fftSize);
  meter.getFloatTimeDomainData(samples);
  return Math.min(1, 4 * Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length));
}

async function checkRoom(slices: number, ms: number): Promise<void> {
  if (ms >= MOST_SECONDS * 1000) throw new CannotRecord('long');
  if (slices % ROOM_EVERY === 0 && (await roomSeconds()) < LEAST_SECONDS / 2) throw new CannotRecord('full');
}

/** Rejects with `CannotRecord`. The microphone is then off. */
export async function record({ keep, ended }: Wanted): Promise<Recorder> {
  if ((await roomSeconds()) < LEAST_SECONDS) throw new CannotRecord('full');
  const microphone = await openMicrophone();
  const off = (): void => microphone.getTracks().forEach((track) => track.stop());
  try {
    const masked = await maskOf(microphone);
    return begin(microphone, masked, recorderOf(masked.stream), { keep, ended });
  } catch (reason) {
    off();
    throw reason;
  }
}

function begin(microphone: MediaStream, { context, meter, mask }: Masked, recorder: MediaRecorder, { keep, ended }: Wanted): Recorder {
  const time = clock();
  let [kept, slices, isOver] = [Promise.resolve(), 0, false];
  const stopped = new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve()));
  const stop = async (): Promise<void> => {
    isOver = true;
    time.run(false);
    if (recorder.state !== 'inactive') recorder.stop();
    microphone.getTracks().forEach((track) => track.stop());
    await stopped;
    if (context.state !== 'closed') await context.close();
    await kept;
  };
  const fail = (why: Ended, reason: unknown = null): void => {
    if (isOver) return;
    stop().then(() => ended(why, reason), () => ended(why, reason));
  };
  const take = async (data: Blob, ms: number): Promise<void> => {
    if (data.size === 0) return;
    await keep({ data: new Uint8Array(await data.arrayBuffer()), kind: recorder.mimeType.split(';')[0] ?? '', ms });
    slices += 1;
    await checkRoom(slices, ms);
  };
  recorder.addEventListener('dataavailable', ({ data }) => {
    const ms = Math.round(time.ms());
    kept = kept.then(() => take(data, ms));
    kept.catch((reason: unknown) => {
      if (reason instanceof CannotRecord) fail(reason.why);
      else fail(isRefusal(reason) && reason.name === 'device_full' ? 'full' : 'failed', reason);
    });
  });
  recorder.addEventListener('error', () => fail('failed'));
  mask.addEventListener('processorerror', () => fail('unmasked'));
  for (const track of microphone.getTracks()) track.addEventListener('ended', () => fail('failed'));
  recorder.start(SLICE_MS);
  time.run(true);
  return {
    level: () => (recorder.state === 'recording' ? levelOf(meter) : 0),
    pause() {
      if (recorder.state !== 'recording') return;
      time.run(false);
      recorder.pause();
    },
    resume() {
      if (recorder.state !== 'paused') return;
      recorder.resume();
      time.run(true);
    },
    stop,
  };
}
