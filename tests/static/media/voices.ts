/** Voices that are made for a test: pulses of a throat through the resonances of three vowels, in syllables; and how a pitch is found again. */

export const RATE = 16_000;
const FRAME = 640;
const STEP = 640;
/** First three resonances of a, i and u, in Hz. */
const VOWELS = [[730, 1090, 2440], [270, 2290, 3010], [300, 870, 2240]] as const;

function resonance(sound: Float32Array, centre: number): Float32Array {
  const r = Math.exp((-Math.PI * 90) / RATE);
  const c = 2 * r * Math.cos((2 * Math.PI * centre) / RATE);
  const out = new Float32Array(sound.length);
  for (let at = 0; at < out.length; at += 1) out[at] = (sound[at] ?? 0) * (1 - r) + c * (out[at - 1] ?? 0) - r * r * (out[at - 2] ?? 0);
  return out;
}

/** A voice of `hertz` that says five syllables a second, from -1 to 1. */
export function voice(hertz: number, seconds: number): Float32Array {
  const pulses = new Float32Array(RATE * seconds);
  let phase = 0;
  for (let at = 0; at < pulses.length; at += 1) {
    // A living pitch: it moves by a twentieth.
    phase += (hertz * (1 + 0.05 * Math.sin((2 * Math.PI * 2 * at) / RATE))) / RATE;
    if (phase >= 1) {
      phase -= 1;
      pulses[at] = 1;
    }
  }
  const vowels = VOWELS.map((centres) => centres.reduce<Float32Array>((sound, centre) => resonance(sound, centre), pulses));
  const said = pulses.map((_, at) => {
    const syllable = Math.floor((5 * at) / RATE);
    return (vowels[syllable % 3]?.[at] ?? 0) * (0.3 + 0.7 * Math.abs(Math.sin((Math.PI * 5 * at) / RATE)));
  });
  const loudest = said.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return said.map((sample) => (0.5 * sample) / loudest);
}

export interface Pitch {
  /** Of all frames that are loud enough to have one. */
  readonly voiced: number;
  /** In Hz, of the frames with a pitch. */
  readonly median: number;
}

/** By autocorrelation from 70 to 400 Hz, in frames of 40 ms: a frame has a pitch if a period of it is like the next one. */
export function pitchOf(sound: Float32Array): Pitch {
  const found: number[] = [];
  let frames = 0;
  for (let start = 0; start + FRAME + RATE / 70 < sound.length; start += STEP) {
    const at = (index: number): number => sound[start + index] ?? 0;
    const product = (lag: number): number => {
      let [sum, one, other] = [0, 0, 0];
      for (let index = 0; index < FRAME; index += 1) {
        sum += at(index) * at(index + lag);
        one += at(index) ** 2;
        other += at(index + lag) ** 2;
      }
      return sum / Math.sqrt(one * other + 1e-12);
    };
    if (product(0) < 0.5) continue;
    frames += 1;
    let [best, lagOfBest] = [0, 0];
    for (let lag = Math.floor(RATE / 400); lag <= RATE / 70; lag += 1) {
      const likeness = product(lag);
      if (likeness > best) [best, lagOfBest] = [likeness, lag];
    }
    if (best > 0.75) found.push(RATE / lagOfBest);
  }
  const sorted = found.sort((one, other) => one - other);
  return { voiced: sorted.length / frames, median: sorted[Math.floor(sorted.length / 2)] ?? 0 };
}

/** Loudness in steps of 25 ms. */
export function envelope(sound: Float32Array): readonly number[] {
  const step = RATE / 40;
  return Array.from({ length: Math.floor(sound.length / step) }, (_, frame) => {
    const part = sound.subarray(frame * step, (frame + 1) * step);
    return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / step);
  });
}

export function correlation(one: readonly number[], other: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [a, b] = [mean(one), mean(other)];
  const sums = one.reduce(([ab, aa, bb], value, at) => {
    const [x, y] = [value - a, (other[at] ?? 0) - b];
    return [ab + x * y, aa + x * x, bb + y * y] as const;
  }, [0, 0, 0] as readonly [number, number, number]);
  return sums[0] / Math.sqrt(sums[1] * sums[2]);
}
