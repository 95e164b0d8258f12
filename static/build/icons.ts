/**
 * Draws the app's icon as PNG files: a ring around a still point on teal. It says nothing about what the app is for. And three more under `icons/`, of which a
 * server may give one in its place (`gawahi serve --app-icon`): phones keep only the one that they are given.
 */
import { deflateSync } from 'node:zlib';
import type { Plugin } from 'vite';

type Colour = readonly [red: number, green: number, blue: number];
/** How far a place is from the mark, negative within; lengths in parts of the icon's width. */
type Mark = (x: number, y: number) => number;
interface Drawing {
  readonly ground: Colour;
  readonly mark: Mark;
}

const PAPER: Colour = [246, 242, 234];
const disc = (x: number, y: number, radius: number): Mark => (atX, atY) => Math.hypot(atX - x, atY - y) - radius;
function box(x: number, y: number, halfWidth: number, halfHeight: number, round: number): Mark {
  return (atX, atY) => {
    const [beyondX, beyondY] = [Math.abs(atX - x) - halfWidth + round, Math.abs(atY - y) - halfHeight + round];
    return Math.hypot(Math.max(0, beyondX), Math.max(0, beyondY)) + Math.min(0, Math.max(beyondX, beyondY)) - round;
  };
}
const together = (...marks: readonly Mark[]): Mark => (x, y) => Math.min(...marks.map((mark) => mark(x, y)));
/** Leaves a gap around what is cut out. */
const without = (mark: Mark, cut: Mark, gap = 0): Mark => (x, y) => Math.max(mark(x, y), gap - cut(x, y));

const ring: Mark = (x, y) => Math.abs(disc(0.5, 0.5, 0.235)(x, y)) - 0.035;
const lines = together(...[0.4, 0.5, 0.6].map((y) => box(0.53, y, 0.11, 0.016, 0.016)));
const holes = together(...[0.36, 0.5, 0.64].map((y) => disc(0.345, y, 0.022)));
const keys = together(...[0.5, 0.595, 0.69].flatMap((y) => [0.395, 0.5, 0.605].map((x) => disc(x, y, 0.032))));
const cloud = together(disc(0.42, 0.6, 0.085), disc(0.54, 0.55, 0.12), disc(0.65, 0.605, 0.08), box(0.535, 0.64, 0.195, 0.045, 0.045));

const OWN: Drawing = { ground: [15, 84, 89], mark: together(ring, disc(0.5, 0.5, 0.085)) };
const OTHERS: Readonly<Record<string, Drawing>> = {
  notebook: { ground: [150, 84, 38], mark: without(box(0.5, 0.5, 0.21, 0.26, 0.04), together(lines, holes)) },
  calculator: { ground: [58, 62, 70], mark: without(box(0.5, 0.5, 0.2, 0.27, 0.05), together(box(0.5, 0.355, 0.14, 0.065, 0.015), keys)) },
  weather: { ground: [44, 104, 160], mark: together(without(disc(0.38, 0.4, 0.12), cloud, 0.025), cloud) },
};

/** Rounded corners for launchers that do not cut a shape of their own. */
function corner(x: number, y: number, pixel: number): number {
  const away = Math.hypot(Math.max(0, Math.abs(x - 0.5) - 0.28), Math.max(0, Math.abs(y - 0.5) - 0.28)) - 0.22;
  return Math.min(1, Math.max(0, 0.5 - away / pixel));
}

/** The checksum of PNG (ISO 3309), because the oldest Node that can build this app has none. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function chunk(kind: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'ascii'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

export function drawIcon(size: number, maskable: boolean, { ground, mark }: Drawing = OWN): Buffer {
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const [x, y] = [(column + 0.5) / size, (row + 0.5) / size];
      const covered = Math.min(1, Math.max(0, 0.5 - mark(x, y) * size));
      const at = row * (size * 4 + 1) + 1 + column * 4;
      for (const part of [0, 1, 2] as const) rows[at + part] = Math.round(ground[part] + (PAPER[part] - ground[part]) * covered);
      rows[at + 3] = maskable ? 255 : Math.round(255 * corner(x, y, 1 / size));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', new Uint8Array())]);
}

export function icons(): Plugin {
  return {
    name: 'gawahi-icons',
    apply: 'build',
    generateBundle() {
      for (const [name, drawing] of [['icon', OWN], ...Object.entries(OTHERS).map(([other, one]) => [`icons/${other}`, one] as const)] as const) {
        for (const size of [192, 512]) this.emitFile({ type: 'asset', fileName: `${name}-${size}.png`, source: drawIcon(size, false, drawing) });
        this.emitFile({ type: 'asset', fileName: `${name}-512-maskable.png`, source: drawIcon(512, true, drawing) });
      }
    },
  };
}
