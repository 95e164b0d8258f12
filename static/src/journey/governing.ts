/** The part of the journey in which administrators decide together who can read, and everybody sees who can. */
import type { Author, Hex, Role } from '../journey';

export type Reason = 'left' | 'lost' | 'taken' | 'turned';
/** `done`: it is in force. `proposed`: other administrators must sign first. */
export type Outcome = 'done' | 'proposed';

export interface Rules {
  readonly quorum: number;
  readonly guardiansNeeded: number;
  readonly seal: 'at_done' | 'on_delivery' | 'kept';
  /** Not 0 if `seal` is `kept`, else 0. */
  readonly keptDays: number;
  readonly staleDays: number;
  readonly guardiansAtDesk: boolean;
  readonly delayMinutes: number;
  /** Whose signature a version of the app must have, 32 bytes in hex; empty if any version is as good as another. */
  readonly releaseKey: string;
  /** The relay's own key. Nobody changes it here; who signs a proposal must see if it would. */
  readonly relayKey: Hex;
}
/** What one operation of an entry does, to be said in plain words. */
export type Act =
  | { readonly act: 'admit'; readonly label: string; readonly fingerprint: string; readonly roles: readonly Role[] }
  | { readonly act: 'remove'; readonly who: Author; readonly reason: Reason | null }
  | { readonly act: 'rules'; readonly before: Rules | null; readonly after: Rules }
  | { readonly act: 'redate' };

export interface Proposal {
  readonly id: Hex;
  /** ms since 1970, by the clock of who proposed it. */
  readonly time: number;
  readonly acts: readonly Act[];
  /** Whoever proposed it first. */
  readonly signed: readonly Author[];
  readonly refused: readonly Author[];
  readonly needed: number;
  /** `overtaken`: another change came first, so this one can only be proposed again. */
  readonly state: 'open' | 'overtaken';
  readonly mine: 'signed' | 'refused' | null;
}

export interface Reader extends Author {
  readonly fingerprint: string;
  readonly me: boolean;
  readonly since: Since;
  readonly left: Since | null;
  readonly reason: Reason | null;
  /** ms since 1970 of the day on which this person said to have compared the fingerprint, null for never. Kept on this device only. */
  readonly comparedOn: number | null;
}
export interface Since {
  readonly seq: number;
  /** By the clock of who wrote the entry. */
  readonly time: number;
  readonly by: readonly Author[];
}
export interface HistoryOfTeam extends Since {
  readonly acts: readonly Act[];
}
export interface Readers {
  readonly members: readonly Reader[];
  readonly rules: Rules;
  readonly history: readonly HistoryOfTeam[];
  readonly admins: number;
  /** A proposal for a higher quorum is advised: there are several administrators and each can decide alone. */
  readonly quorumAdvised: boolean;
  /** Changes that came from phones after they were removed, and are not read. */
  readonly late: number;
  /** Somebody was removed and the team has not yet drawn a new epoch: this device cannot do it, or was not online. */
  readonly renewalOwed: boolean;
}
/** How old the list of members is that this device would seal to. */
export interface RosterAge {
  readonly days: number;
  readonly staleDays: number;
  readonly isStale: boolean;
  /** The person decided to seal to it all the same, until the device is locked. */
  readonly isAccepted: boolean;
}

export interface Governing {
  proposals(): Promise<readonly Proposal[]>;
  /** Adds this device's signature; in force at once if it was the last that was needed. Refuses `roster_chain` (overtaken) and `not_found`. */
  signProposal(id: Hex): Promise<Outcome>;
  refuseProposal(id: Hex): Promise<void>;
  /** The same once more, after another change came first. Refuses `roster_op` if it makes no sense any more. */
  proposeAgain(id: Hex): Promise<Outcome>;
  /** The device is out, and the team draws a new epoch. Refuses `roster_op` (too few administrators would be left). */
  removeMember(deviceId: Hex, reason: Reason): Promise<Outcome>;
  changeRules(rules: Rules): Promise<Outcome>;
  readers(): Promise<Readers>;
  /** The person has heard the same fingerprint from whoever holds that device, today; or takes that back. */
  compared(deviceId: Hex, isSame: boolean): Promise<void>;
  rosterAge(): Promise<RosterAge>;
  /** Another invite to the same team, for a device that has not joined yet. Refuses `invite_damaged`, `wrong_team` and `roster_op` (it has joined). */
  joinBy(link: string): Promise<void>;
  /** Until the device is locked or the list of members is a new one. */
  acceptOldRoster(): Promise<void>;
}

/** All of them as one call of the journey, by their names: they are asked for by few, and fetched when they are. */
export interface Govern {
  govern<Call extends keyof Governing>(call: Call, ...args: Parameters<Governing[Call]>): Promise<Awaited<ReturnType<Governing[Call]>>>;
}
