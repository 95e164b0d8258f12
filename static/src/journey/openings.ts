/**
 * The part of the journey that opens a witness's name: asked with a reason that every coordinator and guardian reads, released share by share by people,
 * shown once. What is shown is kept nowhere.
 */
import type { Author, Path, Value } from '../journey';

export interface Guardian extends Author {
  readonly fingerprint: string;
  readonly me: boolean;
}
/** One sealed name of a testimony, and who guards it: the guardians of the day on which it was sealed. */
export interface GuardedName {
  /** Hex. */
  readonly box: string;
  /** Counts the names of one account from 0: a correction is a new one. */
  readonly no: number;
  readonly k: number;
  readonly guardians: readonly Guardian[];
  /** How many of them are still in the team. Fewer than k: it can never be opened again. */
  readonly present: number;
  /** This device's own request for it that is not closed, hex, or null. */
  readonly asked: string | null;
}

export type NameState = 'open' | 'ready' | 'opened' | 'withdrawn' | 'void' | 'expired';
export type Stand = 'waiting' | 'released' | 'refused' | 'false' | 'unreadable' | 'left';
export interface GuardianStand {
  readonly guardian: Guardian;
  /** `false`: the guardian signed a share that is not the one sealed for them, proven to everybody. `unreadable`: whoever asked says so. */
  readonly stand: Stand;
  /** With a refusal; may be empty. */
  readonly why: string;
}
export interface NameRequest {
  /** Hex. */
  readonly id: string;
  /** Hex, of the testimony. */
  readonly record: string;
  readonly pseudonym: string;
  readonly asker: Guardian;
  readonly time: number;
  readonly why: string;
  readonly state: NameState;
  readonly k: number;
  readonly guardians: readonly GuardianStand[];
  /** Whether this device holds a share that it has neither released nor refused, and the request is not closed. */
  readonly isForMe: boolean;
  /** Coordinators and guardians of today who were not shown it: nobody releases for it. */
  readonly hiddenFrom: readonly Guardian[];
  /** `other`: it would open the name of another testimony than it says. `unknown`: this device cannot read testimonies, so it cannot tell. */
  readonly names: 'this' | 'other' | 'unknown';
  /** Whether the name is in this device's memory and can be shown until it is closed or locked. */
  readonly isHere: boolean;
}
export interface Openings {
  readonly requests: readonly NameRequest[];
  /** What was said about opening names and could not be read here: somebody may be hiding a request. */
  readonly unreadable: number;
}
/** A name as it was sealed. It is given to the screen once, and lies in no table, file or log. */
export interface OpenedName {
  readonly pseudonym: string;
  /** Of the testimony; null if nothing of it was opened here. */
  readonly form: readonly [string, string] | null;
  readonly fields: readonly { readonly path: Path; readonly value: Value }[];
  /** Who signed it, null in what an earlier version sealed. */
  readonly by: Author | null;
  /** Signed by the author of the testimony itself. If not, anybody of the team could have put it there. */
  readonly isGenuine: boolean;
}

export type OpeningDeed =
  | { readonly do: 'ask'; readonly record: string; readonly box: string; readonly why: string }
  | { readonly do: 'release'; readonly id: string }
  | { readonly do: 'refuse'; readonly id: string; readonly why: string }
  | { readonly do: 'withdraw'; readonly id: string }
  | { readonly do: 'forget'; readonly id: string };

export interface NameKeeping {
  openings(): Promise<Openings>;
  guardedNames(record: string): Promise<readonly GuardedName[]>;
  /**
   * Refuses `author_not_member`, `not_found`, `malformed` (no reason), `shares_missing` (too few guardians are left), `not_recipient`, `false_share`, and of
   * a request that no share may be released for: `opening_closed`, `opening_expired`, `opening_hidden`, `opening_mismatch`.
   */
  openingDeed(deed: OpeningDeed): Promise<void>;
  /** The name, once k guardians have released: by whoever asked. That it was opened is on its way to everybody before it is shown. Refuses `shares_missing` too. */
  openName(id: string): Promise<OpenedName>;
}
