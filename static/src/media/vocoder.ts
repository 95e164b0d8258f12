/**
 * A noise vocoder: what was said, spoken by noise. Of a voice it keeps how loud each of twelve broad bands is, changing no faster than syllables do, and puts
 * noise of its own in the place of everything else: pitch, its melody, and the fine timbre by which a voice is known are not in what comes out.
 *
 * A change of pitch alone could be undone. This cannot, because what is left out is not there. It does not hide words, accent, rhythm, or who else is heard.
 * Pure: noise is an argument.
 */

const LOWEST_HZ = 200;
const HIGHEST_HZ = 7000;
const BANDS = 12;
/** Two octaves below the lowest voices, so that no envelope can follow a pitch; syllables come four to eight times a second. */
const ENVELOPE_HZ = 20;
/** Mean of the absolute value of Gaussian noise of power 1, inverted: the envelope is a mean, the noise is scaled by its power. */
const MEAN_TO_POWER = 1.2533;

/** `a` as of RBJ's cookbook, normalised. */
interface Coefficients {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

function bandPass(sampleRate: number, centre: number, width: number): Coefficients {
  const w = (2 * Math.PI * centre) / sampleRate;
  const alpha = (Math.sin(w) * width) / (2 * centre);
  const a0 = 1 + alpha;
  return { b0: alpha / a0, b1: 0, b2: -alpha / a0, a1: (-2 * Math.cos(w)) / a0, a2: (1 - alpha) / a0 };
}

function lowPass(sampleRate: number, corner: number): Coefficients {
  const w = (2 * Math.PI * corner) / sampleRate;
  const alpha = Math.sin(w) / Math.SQRT2;
  const a0 = 1 + alpha;
  const b1 = (1 - Math.cos(w)) / a0;
  return { b0: b1 / 2, b1, b2: b1 / 2, a1: (-2 * Math.cos(w)) / a0, a2: (1 - alpha) / a0 };
}

type Filter = (sample: number) => number;

/** Two sections of one kind, one after the other. */
function twice({ b0, b1, b2, a1, a2 }: Coefficients): Filter {
  const section = (): Filter => {
    let [x1, x2, y1, y2] = [0, 0, 0, 0];
    return (x) => {
      const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
      [x2, x1, y2, y1] = [x1, x, y1, y];
      return y;
    };
  };
  const [first, second] = [section(), section()];
  return (sample) => second(first(sample));
}

/** Power of what a filter makes of white noise of power 1: the energy of its impulse response. */
function noisePower(filter: Filter, sampleRate: number): number {
  let power = 0;
  for (let at = 0; at < sampleRate; at += 1) power += filter(at === 0 ? 1 : 0) ** 2;
  return power;
}

/** Borders of bands that are alike to the ear (Greenwood's map of the cochlea), in Hz. */
function borders(): readonly number[] {
  const place = (hertz: number): number => Math.log10(hertz / 165.4 + 1);
  const [low, high] = [place(LOWEST_HZ), place(HIGHEST_HZ)];
  return Array.from({ length: BANDS + 1 }, (_, edge) => 165.4 * (10 ** (low + ((high - low) * edge) / BANDS) - 1));
}

interface Band {
  readonly hear: Filter;
  readonly follow: Filter;
  readonly speak: Filter;
  readonly gain: number;
}

function band(sampleRate: number, from: number, to: number): Band {
  const shape = bandPass(sampleRate, Math.sqrt(from * to), to - from);
  return { hear: twice(shape), follow: twice(lowPass(sampleRate, ENVELOPE_HZ)), speak: twice(shape), gain: MEAN_TO_POWER / Math.sqrt(noisePower(twice(shape), sampleRate) / 3) };
}

/** `noise`: from -1 to 1, evenly. The returned function fills `masked` from `voice`: samples from -1 to 1, as many of one as of the other. */
export function vocoder(sampleRate: number, noise: () => number): (voice: Float32Array, masked: Float32Array) => void {
  const edges = borders().filter((edge) => edge < 0.46 * sampleRate);
  const bands = edges.slice(1).map((to, index) => band(sampleRate, edges[index] ?? LOWEST_HZ, to));
  return (voice, masked) => {
    for (let at = 0; at < masked.length; at += 1) {
      const [sample, carrier] = [voice[at] ?? 0, noise()];
      let sum = 0;
      for (const { hear, follow, speak, gain } of bands) sum += Math.max(0, follow(Math.abs(hear(sample)))) * speak(carrier) * gain;
      masked[at] = Math.max(-1, Math.min(1, sum));
    }
  };
}
