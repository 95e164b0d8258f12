/**
 * The data budget that a person sets for mobile data: what was spent today, and what may still go. Pure. Text goes as long as anything is left; media
 * leave a part of the day to what will still be said.
 */

/** Where the bytes go: browsers that say it say `cellular` or what is none, the others nothing. */
export type Connection = 'cellular' | 'other' | 'unknown';

export interface Budget {
  /** Bytes a day on mobile data, sent and received; null is no limit. */
  readonly limitBytes: number | null;
  /** What the person says where the browser does not: this is mobile data. */
  readonly isMobile: boolean;
  /** The local day that `spentBytes` belongs to. */
  readonly day: number;
  readonly spentBytes: number;
}

export const UNLIMITED: Budget = { limitBytes: null, isMobile: false, day: 0, spentBytes: 0 };

/** Request line and headers, answer line and headers, and what TCP and TLS put around them. Measured at some 700 bytes for a call; rounded up. */
export const CALL_BYTES = 1_000;
/** What media leave for text: a quarter of the day, but never more than this, which is a hundred testimonies. */
const TEXT_RESERVE_BYTES = 262_144;
const MINUTE_MILLISECONDS = 60_000;
const DAY_MINUTES = 1_440;

/** `offsetMinutes` as `Date.getTimezoneOffset` gives it. */
export function localDay(now: number, offsetMinutes: number): number {
  return Math.floor((now / MINUTE_MILLISECONDS - offsetMinutes) / DAY_MINUTES);
}

export function applies({ limitBytes, isMobile }: Budget, connection: Connection): boolean {
  return limitBytes !== null && (connection === 'cellular' || (connection === 'unknown' && isMobile));
}

/** Any other day begins anew, also one that lies before: a clock that was wrong must not hold text back for a year. */
function spentOn({ day, spentBytes }: Budget, today: number): number {
  return day === today ? spentBytes : 0;
}

export function spend(budget: Budget, today: number, bytes: number): Budget {
  return { ...budget, day: today, spentBytes: spentOn(budget, today) + bytes };
}

/** How many bytes may still go today; never below 0. Infinity without a limit. */
export function left(budget: Budget, today: number): number {
  return budget.limitBytes === null ? Infinity : Math.max(0, budget.limitBytes - spentOn(budget, today));
}

/** What one item of the feed takes, generously: most are below 2 KB, a few much larger. */
const ITEM_BYTES = 4_096;
const MOST_ITEMS = 500;

/** How many items an answer may hold, at least one: what it costs is known only when it is here. */
export function itemsWithin(bytes: number): number {
  return Math.max(1, Math.min(MOST_ITEMS, Math.floor(bytes / ITEM_BYTES)));
}

export function leftForMedia(budget: Budget, today: number): number {
  return Math.max(0, left(budget, today) - Math.min(TEXT_RESERVE_BYTES, (budget.limitBytes ?? 0) / 4));
}
