/** Draws the app's icon as PNG files: a ring around a still point on teal. It says nothing about what the app is for. */
import { deflateSync } from 'node:zlib';
import type { Plugin } from 'vite';

const GROUND = [15, 84, 89] as const;
const MARK = [246, 242, 234] as const;

/** How much of the mark covers the point, 0 to 1; lengths in parts of the icon's width. */
function coverage(x: number, y: number, pixel: number): number {
  const radius = Math.hypot(x - 0.5, y - 0.5);
  const ring = Math.abs(radius - 0.235) - 0.035;
  const point = radius - 0.085;
  return Math.min(1, Math.max(0, 0.5 - Math.min(ring, point) / pixel));
}

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

export function drawIcon(size: number, maskable: boolean): Buffer {
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const [x, y] = [(column + 0.5) / size, (row + 0.5) / size];
      const mark = coverage(x, y, 1 / size);
      const at = row * (size * 4 + 1) + 1 + column * 4;
      for (const part of [0, 1, 2] as const) rows[at + part] = Math.round(GROUND[part] + (MARK[part] - GROUND[part]) * mark);
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
      this.emitFile({ type: 'asset', fileName: 'icon-192.png', source: drawIcon(192, false) });
      this.emitFile({ type: 'asset', fileName: 'icon-512.png', source: drawIcon(512, false) });
      this.emitFile({ type: 'asset', fileName: 'icon-512-maskable.png', source: drawIcon(512, true) });
    },
  };
}
