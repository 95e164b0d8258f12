/** When to try again: pure. After a success at the usual pace, after failures ever later, and never all phones at the same moment. */

const FIRST_MILLISECONDS = 2_000;
/** Five minutes: a phone that comes back into the net is told so by the browser and does not wait for this. */
const LONGEST_MILLISECONDS = 300_000;

/** So long all phones of a place take, between them, to come back into the net. */
const SPREAD_MILLISECONDS = 2_000;

export function spread(chance: number): number {
  return Math.round(SPREAD_MILLISECONDS * chance);
}

/**
 * After a relay has said when to come again: not before that, and spread over a quarter more of it, so that a team that was sent away together does not
 * come back together.
 */
export function pauseAsked(seconds: number, chance: number): number {
  return Math.round(seconds * 1_000 * (1 + chance / 4));
}

/** `chance` is from 0 to 1: the pause lies between one and one and a half times the usual one, or between half of the backoff and all of it. */
export function pauseBefore(failures: number, usualMilliseconds: number, chance: number): number {
  if (failures === 0) return Math.round(usualMilliseconds * (1 + chance / 2));
  const longest = Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** (failures - 1));
  return Math.round(longest * (0.5 + chance / 2));
}
