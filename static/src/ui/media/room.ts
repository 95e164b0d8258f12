/** How long a recording can be that this phone can keep. */

/** Opus at 24 kbit/s in its container: 11.7 MB an hour. */
const BYTES_PER_SECOND = 3_300;
/** Sealing writes a recording once more before it takes away what was kept while it was made. */
const COPIES = 2;
/** For everything else that the app must still be able to write. */
const RESERVE_BYTES = 20 << 20;
/** Less is not begun. */
export const LEAST_SECONDS = 120;
/** So that sealing finds the room, and the memory, for all of it. */
export const MOST_SECONDS = 4 * 3600;

export function secondsFor(freeBytes: number): number {
  return Math.max(0, Math.min(MOST_SECONDS, Math.floor((freeBytes - RESERVE_BYTES) / (COPIES * BYTES_PER_SECOND))));
}

/** What the browser says; one that does not say it is believed to have room, and stops by itself when it has none. */
export async function roomSeconds(): Promise<number> {
  const { quota, usage } = await navigator.storage.estimate();
  return quota === undefined ? MOST_SECONDS : secondsFor(quota - (usage ?? 0));
}
