/** How recordings and pictures are named and timed on a screen, and which place of a picture a finger means. Pure, but for chance. */
import type { Area } from '../../media/mosaic';

const RANDOM_BYTES = 12;

/** A member's id: its place (u32) and 12 random bytes, in hexadecimal. */
export function newMediaId(place: number): string {
  const random = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
  return place.toString(16).padStart(8, '0') + Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** 3:07, or 1:02:09. */
export function clockOf(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (part: number): string => String(part).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A finger that hardly moved means what lies below it. */
const TAP_PX = 12;
/** Of the shorter side: a face in a group. */
const TAP_SHARE = 1 / 6;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `scale`: pixels of the picture for one of the screen. */
export function areaOf(from: Point, to: Point, { width, height }: { readonly width: number; readonly height: number }, scale: number): Area {
  const [across, down] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
  if (Math.max(across, down) >= TAP_PX * scale) return { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: across, height: down };
  const side = Math.min(width, height) * TAP_SHARE;
  return { x: to.x - side / 2, y: to.y - side / 2, width: side, height: side };
}
