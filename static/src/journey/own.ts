/** The part of the journey that goes on after sealing: what a documenter can still see of what they handed over, and how they correct it. */
import type { Edit, Hex, SealField, Testimony } from '../journey';

export type HandedState = 'sealed' | 'delivered' | 'readable';
export interface Handed {
  readonly record: Hex;
  readonly pseudonym: string;
  readonly sealedAt: number;
  readonly state: HandedState;
  /** Whether this device can still open it. */
  readonly open: boolean;
}

export interface OwnTestimony {
  readonly handed: Handed;
  /** Null if nothing is known of it here any more. If it is not `open`, its answers are all null: which were given is known, not what they say. */
  readonly testimony: Testimony | null;
  /** Null if this device has forgotten the answers. `until`: ms since 1970; null for as soon as a coordinator can read all of it. */
  readonly open: { readonly until: number | null } | null;
}
/** How a team's phones forget: `atDone` at sealing, `onDelivery` when a coordinator can read it, `kept` so many days later. */
export type Sealing = { readonly when: 'atDone' | 'onDelivery' } | { readonly when: 'kept'; readonly days: number };

/** For the witness of a testimony that is about to be sealed: the number, and the field that lets it be known again. */
export interface WithdrawalNumber {
  readonly number: string;
  readonly field: SealField;
}

export interface OwnWays {
  withdrawalNumber(): Promise<WithdrawalNumber>;
  /** Seals that the witness with this number took every consent back. Refuses `withdrawal_number`, `author_not_member` and `lockbox_recipients`. */
  withdraw(typed: string): Promise<void>;
  /** Refuses `not_found`. */
  ownTestimony(record: Hex): Promise<OwnTestimony>;
  /** Seals a correction of one's own testimony. Refuses `not_found`, `author_not_member`, `replaces_several`, `lockbox_recipients` and `malformed`. */
  correct(record: Hex, edits: readonly Edit[]): Promise<void>;
  /** At once, and not to be undone: the answers if they are still here, and which questions were answered. Refuses `not_found`. */
  forgetOwn(record: Hex): Promise<void>;
}
