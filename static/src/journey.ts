/**
 * The story once: found or join -> record -> exchange -> examine -> settle -> publish.
 *
 * This is the whole surface between the screens and the engine. The engine (keys, disk, network) lives in a dedicated worker; screens
 * see these types and never a key. Every method may throw a `Refusal` (format/refusals.ts) by name.
 */
import type { WithinBudget } from './journey/budget';
import type { ByHand } from './journey/by_hand';
import type { TeamForms } from './journey/forms';
import type { Govern, Outcome } from './journey/governing';
import type { KeysJourney, Strength } from './journey/keys';
import type { MediaJourney } from './journey/media';
import type { NameKeeping } from './journey/openings';
import type { ExportReport, ExportRequest } from './journey/publishing';
import type { ByPassphrase } from './journey/passphrases';
import type { OfVersion } from './journey/version';
import type { Handed, OwnWays, Sealing } from './journey/own';

export type Hex = string;
export type Value = null | boolean | number | string | readonly string[];
/** [field] | [collection, member hex, field] | [collection, member hex] */
export type Path = readonly string[];
export type Door = 'new' | 'locked' | 'open';
export type Role = 'documenter' | 'coordinator' | 'guardian' | 'admin';

export interface Author {
  readonly deviceId: Hex;
  readonly label: string;
  readonly roles: readonly Role[];
  readonly removed: boolean;
}

// ---- found or join
export interface InviteSummary {
  readonly team: string;
  readonly roles: readonly Role[];
  readonly inviterFingerprint: string;
  readonly expires: number;
}
export interface Overview {
  readonly team: string;
  readonly demo: boolean;
  readonly me: Author;
  readonly fingerprint: string;
  /** False while an admin has not yet let this device in: drafts may be written, nothing can be sealed. */
  readonly admitted: boolean;
  readonly sync: SyncState;
  readonly drafts: number;
  /** When this team's phones forget what they sealed. */
  readonly sealing: Sealing;
  readonly handed: { readonly sealed: number; readonly delivered: number; readonly readable: number };
  /** `unmatched`: consents that were taken back by a number of no testimony that is here. */
  readonly queue: { readonly records: number; readonly conflicts: number; readonly waiting: number; readonly quarantined: number; readonly unmatched: number };
  readonly joinRequests: number;
  /** Requests for a witness's name that are not closed, and those that wait for this person. */
  readonly openings: { readonly open: number; readonly forMe: number };
  /** Whether the team has named the key that must sign its app. */
  readonly releasePinned: boolean;
  /** Forms of the team that a record can be begun with, beside the app's own. */
  readonly teamForms: number;
  /** Those that this person has not yet said to have seen. */
  readonly findings: readonly Finding[];
  /** Whether something is to be done for the keys (`keysCare` says what). */
  readonly keysDue: boolean;
  /** The browser's answer to navigator.storage.persist(), null while it was not asked. */
  readonly persisted: boolean | null;
  readonly tapsErase: boolean;
}
/** Something that the relay signed and that cannot be true beside what it signed before. */
export interface Finding {
  readonly id: Hex;
  readonly name: 'log_rolled_back' | 'log_fork';
  /** Midnight of its day, in ms since 1970. */
  readonly day: number;
  /** Whose change told of it; null if this device was shown it itself. */
  readonly author: Author | null;
}
export interface SyncState {
  /** `saving`: the data budget is used up; it goes on tomorrow, on Wi-Fi, or when the person says so. */
  readonly phase: 'idle' | 'working' | 'offline' | 'refused' | 'saving';
  readonly done: number;
  readonly total: number;
  /** Bytes of media that the relay keeps, of those that lay on this device when the exchange began. */
  readonly mediaDone: number;
  readonly mediaTotal: number;
  /** ms since 1970 of the last sync that reached the relay, null if none did. */
  readonly lastSuccess: number | null;
  readonly refusal: string | null;
  /** The team wants what was sealed to go out at a random moment: it is held back until then, or until the person asks. */
  readonly delayed: boolean;
}

// ---- record
export type Answer = null | number | string | readonly string[];
export interface Member {
  readonly id: Hex;
  readonly fields: Readonly<Record<string, Answer>>;
}
export interface Answers {
  readonly fields: Readonly<Record<string, Answer>>;
  /** A nested repeat is a collection of its own; its members carry the reserved field "of" = parent member id. */
  readonly members: Readonly<Record<string, readonly Member[]>>;
}
export interface Draft {
  readonly id: Hex;
  readonly formId: string;
  readonly formVersion: string;
  readonly answers: Answers;
  /** Name of the group that was open last. */
  readonly at: string;
  readonly changed: number;
}
/** What the form says of one relevant, answered question: the engine seals by it and nothing else. */
export interface SealField {
  readonly path: Path;
  readonly value: Exclude<Value, null>;
  readonly compartment: 'testimony' | 'identity';
}

// ---- examine
export interface QueueEntry {
  readonly record: Hex;
  readonly pseudonym: string;
  /** e_title of the default form, or null if empty or in conflict. */
  readonly title: string | null;
  readonly authors: readonly Author[];
  readonly lastTime: number;
  readonly conflicts: number;
  readonly parallel: number;
  readonly waiting: number;
  readonly unread: boolean;
  readonly hasIdentity: boolean;
  /** Whether its witness took every consent back. */
  readonly withdrawn: boolean;
}
export interface CurrentValue {
  readonly valueId: Hex;
  readonly x: Value;
  readonly authors: readonly Author[];
  readonly time: number;
  /** The reason, if this value is a decision. */
  readonly why: string | null;
}
export interface PathView {
  readonly path: Path;
  readonly state: 'settled' | 'conflict';
  readonly values: readonly CurrentValue[];
  readonly parallel: boolean;
}
export interface MemberView {
  readonly collection: string;
  readonly member: Hex;
  readonly state: 'there' | 'removed' | 'removed_but_edited';
}
export interface HistoryEntry {
  readonly changeId: Hex;
  readonly author: Author;
  readonly time: number;
  readonly ops: readonly { readonly path: Path; readonly x: Value; readonly why: string | null; readonly replaced: readonly { readonly x: Value; readonly author: Author }[] }[];
}
export interface Testimony {
  readonly record: Hex;
  readonly pseudonym: string;
  readonly form: readonly [string, string];
  readonly paths: readonly PathView[];
  readonly members: readonly MemberView[];
  readonly waiting: number;
  readonly hasIdentity: boolean;
  readonly withdrawn: boolean;
  /** Oldest first, in an order that respects what each author had seen. */
  readonly history: readonly HistoryEntry[];
}
/** `sawValueIds`: the ids that the editor was shown at this path. */
export interface Edit {
  readonly path: Path;
  readonly x: Value;
  readonly sawValueIds: readonly Hex[];
}

// ---- team
export interface TeamMember extends Author {
  readonly fingerprint: string;
  readonly me: boolean;
  readonly sinceSeq: number;
}
export interface JoinRequest {
  readonly id: Hex;
  readonly label: string;
  readonly fingerprint: string;
  readonly roles: readonly Role[];
}
export interface Invite {
  readonly id: Hex;
  readonly link: string;
  readonly roles: readonly Role[];
  readonly expires: number;
  /** True if the link's address works on this computer only (127.0.0.1 or localhost). */
  readonly onlyThisComputer: boolean;
}
export interface Team {
  readonly name: string;
  readonly members: readonly TeamMember[];
  readonly requests: readonly JoinRequest[];
  readonly quorum: number;
  readonly guardiansNeeded: number;
}

// ---- publish: the desk on this computer
export type Purpose = 'statistics' | 'public_anon' | 'un' | 'court_nat' | 'court_int' | 'partner';
export interface DeskStatus {
  readonly present: boolean;
  readonly state: 'new' | 'locked' | 'joining' | 'open';
  readonly team: string | null;
  readonly records: number;
  /** What the desk caught the relay at, each once, and nobody has said to have seen. */
  readonly findings: readonly Finding['name'][];
}

/** What the engine can do once its second script was fetched. */
export interface Fetched extends KeysJourney, MediaJourney {}

export interface Journey extends ByHand, ByPassphrase, Fetched, Govern, NameKeeping, OfVersion, OwnWays, TeamForms, WithinBudget {
  // the door
  appName(): Promise<string>;
  door(): Promise<Door>;
  suggestPassphrase(): Promise<string>;
  /** Of one's own making. Asked at every pause in typing, and before a key is made. */
  passphraseStrength(passphrase: string): Promise<Strength>;
  found(team: string, label: string, passphrase: string, foundingCode: string | null, sealing?: Sealing): Promise<void>;
  readInvite(link: string): Promise<InviteSummary>;
  /** `isLater`: the relay is not asked now, and asked by itself when there is a connection. */
  join(link: string, label: string, passphrase: string, isLater?: boolean): Promise<void>;
  /** `second`: 32 bytes of a security key, if this device was set up to need one. */
  unlock(passphrase: string, second?: Uint8Array): Promise<void>;
  /** Founds a team marked as a demonstration and records the Mastung cases in it, by the same calls as any other team. */
  startDemo(passphrase: string): Promise<void>;
  /** Overwrites the key file first, then the rest; for a demonstration also the team on the relay. */
  erase(): Promise<void>;
  overview(): Promise<Overview>;
  setPersisted(persisted: boolean): Promise<void>;
  // record
  drafts(): Promise<readonly Draft[]>;
  saveDraft(draft: Draft): Promise<void>;
  discardDraft(id: Hex): Promise<void>;
  /** Seals at once and forgets the keys; returns the pseudonym. The draft is destroyed in the same step. */
  seal(draftId: Hex, form: readonly [string, string], fields: readonly SealField[]): Promise<Handed>;
  handed(): Promise<readonly Handed[]>;

  // exchange
  sync(): Promise<SyncState>;
  /** Whether somebody looks at the app: then what waits is tried at once, and a coordinator's device is told of what arrives. */
  attend(isSeen: boolean): Promise<void>;
  /** It is kept, and not shown again. */
  findingSeen(id: Hex): Promise<void>;

  // examine and settle
  queue(): Promise<readonly QueueEntry[]>;
  testimony(record: Hex): Promise<Testimony>;
  edit(record: Hex, edits: readonly Edit[]): Promise<void>;
  decide(record: Hex, path: Path, x: Value, sawValueIds: readonly Hex[], why: string): Promise<void>;

  // team
  team(): Promise<Team>;
  invite(roles: readonly Role[]): Promise<Invite>;
  revokeInvite(id: Hex): Promise<void>;
  admit(requestId: Hex): Promise<Outcome>;

  // publish
  desk(): Promise<DeskStatus>;
  /** Invites the desk as a coordinator, hands it the invite on the loopback address and admits it. */
  joinDesk(passphrase: string): Promise<DeskStatus>;
  unlockDesk(passphrase: string): Promise<DeskStatus>;
  previewExport(request: ExportRequest): Promise<ExportReport>;
  makeExport(request: ExportRequest): Promise<ExportReport>;
}

/** Sent by the engine without being asked: something on screen may be out of date. */
export type JourneyEvent = { readonly kind: 'changed' } | { readonly kind: 'sync'; readonly state: SyncState };
