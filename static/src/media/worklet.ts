/** The vocoder where sound is worked on: between the microphone and the recorder. A script of its own, which the browser runs beside the page. */
import { vocoder } from './vocoder';

// What an AudioWorkletGlobalScope has, which TypeScript's libraries do not know.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

class Mask extends AudioWorkletProcessor {
  // Who knew this noise would learn no more of the voice than the bands say.
  readonly #mask = vocoder(sampleRate, () => 2 * Math.random() - 1);

  /** Goes on until the page closes it. Where nothing comes in, what goes out stays silent. */
  process([input]: readonly Float32Array[][], [output]: readonly Float32Array[][]): boolean {
    const [voice, masked] = [input?.[0], output?.[0]];
    if (voice !== undefined && masked !== undefined) this.#mask(voice, masked);
    return true;
  }
}
registerProcessor('mask', Mask);
