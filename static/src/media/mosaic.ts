/**
 * Covers a place in a picture: a few coarse squares of roughly its colours, with noise. The pixels below are overwritten. A blur or a fine mosaic can be undone by
 * trying likely faces; four squares with noise hold too little for that. Pure: chance is an argument.
 */
import type { Random } from '../format/bytes';

export interface Pixels {
  /** Red, green, blue and alpha of each pixel, row by row. */
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}
/** In pixels. What lies outside the picture is cut off. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Along the longer side. */
const SQUARES = 4;
const NOISE = 48;
const CHANNELS = [0, 1, 2] as const;

interface Edges {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function cover(pixels: Pixels, area: Area, random: Random): void {
  const [left, top] = [Math.max(0, Math.floor(area.x)), Math.max(0, Math.floor(area.y))];
  const [right, bottom] = [Math.min(pixels.width, Math.ceil(area.x + area.width)), Math.min(pixels.height, Math.ceil(area.y + area.height))];
  const side = Math.max(1, Math.ceil(Math.max(right - left, bottom - top) / SQUARES));
  for (let y = top; y < bottom; y += side) {
    for (let x = left; x < right; x += side) square(pixels, { left: x, top: y, right: Math.min(x + side, right), bottom: Math.min(y + side, bottom) }, random);
  }
}

function square({ data, width }: Pixels, { left, top, right, bottom }: Edges, random: Random): void {
  const sum = [0, 0, 0];
  const count = (right - left) * (bottom - top);
  const each = (work: (at: number) => void): void => {
    for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) work(4 * (y * width + x));
  };
  each((at) => {
    for (const channel of CHANNELS) sum[channel] = (sum[channel] ?? 0) + (data[at + channel] ?? 0);
  });
  const noise = random(CHANNELS.length);
  const colour = CHANNELS.map((channel) => (sum[channel] ?? 0) / count + ((noise[channel] ?? 0) / 255 - 0.5) * 2 * NOISE);
  each((at) => {
    for (const channel of CHANNELS) data[at + channel] = colour[channel] ?? 0;
    data[at + 3] = 255;
  });
}
