/** How recordings and pictures are named and timed on a screen. Pure, but for chance. */

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
