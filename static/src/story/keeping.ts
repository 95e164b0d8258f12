/**
 * When a device forgets what it can still open of what it handed over (PROTOCOL section 7, "Kept open"). Pure: reads no clock and no disk.
 *
 * A clock can be set back and forward. What is counted is how far it moved forward while the app looked, so that setting it back once saves nothing; and a
 * roster entry that was signed later proves that at least so much time went by. A clock that is set forward lets the days pass early, and that destroys
 * nothing: while a testimony is not delivered and readable, days do not count.
 */
import { Seal } from '../format/entry';
import type { KeptRow } from './own_rows';

export const DAY_MILLISECONDS = 86_400_000;

type Rule = Pick<KeptRow, 'seal' | 'days'>;

/** A policy that became looser does not prolong what was sealed under a stricter one. */
export function strictest(one: Rule, other: Rule): Rule {
  if (one.seal !== other.seal) return one.seal < other.seal ? one : other;
  return one.days <= other.days ? one : other;
}

/** How long it has been kept, by this device's clock (`now`) and by the newest roster entry. */
export function aged({ age, at, since }: KeptRow, now: number, rosterTime: number): number {
  return Math.max(age + Math.max(0, now - at), rosterTime - since);
}

/** `arrived`: the relay proved that it holds all of it, and a coordinator's device said of every change that it can read it. */
export function isDue({ seal, days, age }: KeptRow, arrived: boolean): boolean {
  switch (seal) {
    case Seal.onDelivery:
      return arrived;
    case Seal.kept:
      return arrived && age >= days * DAY_MILLISECONDS;
    default:
      return true;
  }
}

/** When it is forgotten, by this device's clock, if all has arrived by then; null if that is as soon as it has arrived. */
export function keptUntil({ seal, days, age, at }: KeptRow): number | null {
  return seal === Seal.kept ? at + days * DAY_MILLISECONDS - age : null;
}
