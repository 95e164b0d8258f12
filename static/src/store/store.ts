/**
 * What lies in the device's database: which tables, which rows, and the port to whatever keeps them.
 *
 * A row is either opaque (an item as the relay sees it) or sealed under a key of the vault. There is no third kind: what is deleted here stays
 * on the disk for a while, so nothing readable may ever be written. On the disk opaque rows are sealed too, and stand among rows of the same look that
 * nobody can open: so the disk does not tell which team this is, nor how many passphrases open something here.
 */
import type { Branded, Bytes } from '../format/bytes';
import type { Canonical, Decoded } from '../format/canonical';

/** AES-GCM under a key of the vault, bound to its table and key. Made by `vault/locker.ts` and by nothing else. */
export type SealedRow = Branded<'SealedRow'>;

/** One opaque item, as it travels. */
export interface Parcel {
  readonly kind: number;
  readonly body: Bytes;
  readonly mailbox: Bytes | null;
}
export interface Incoming extends Parcel {
  /** In the feed of the epoch in which it arrived. Rows of version 0.1.0 have none; rows of that version also name an id, which is not believed. */
  readonly number?: number;
}
export interface Outgoing extends Parcel {
  /** False for what came from others and is only offered again, to a relay that has lost it. */
  readonly own: boolean;
}
/** An item that the relay has (own ones: by the proof of its log). It is kept to be offered again if the relay is restored from an old backup. */
export interface Held extends Parcel {
  readonly order: string;
  readonly own: boolean;
  /** In the feed; not for own ones. */
  readonly number?: number;
}
export interface Arrival {
  /** Of the relay's log. */
  readonly epoch: Bytes | null;
  readonly number: number;
}
export interface SetAside extends Parcel {
  readonly refusal: string;
}
/** A sealed chunk of media (PROTOCOL section 12). */
export interface WaitingChunk {
  /** Hex. */
  readonly chunkId: string;
  readonly body: Bytes;
}
/** The relay's log as this device last verified it (`sync/evidence.ts`). */
export interface LogRow {
  readonly size: number;
  readonly root: Bytes;
  readonly rosters: number;
  readonly checkpoint: string | null;
}
/** A history that counts no more, and the newest roster entry that was known when the relay began another. */
export interface PastEpoch {
  readonly epoch: Bytes;
  readonly rosterSeq: number;
}
/** A file that came by hand, all of it as the relay sees it too. */
export interface CarriedBundle {
  /** Hex, of all letters in it. */
  readonly itemIds: readonly string[];
  /** The relay's receipts for them, as they go back. */
  readonly receipts: Bytes;
  /** Whether they went back at least once. */
  readonly isWritten: boolean;
}
/** How far this device has read the feed, and what the relay has proven so far. */
export interface Cursor {
  readonly epoch: Bytes | null;
  readonly after: number;
  /** Of the next item that arrives; grows for ever, also over epochs. */
  readonly arrival: number;
  /** Milliseconds since 1970, null while the relay was never reached. */
  readonly lastSuccess: number | null;
  /** Rows of version 0.1.0 have neither: nothing was proven then. */
  readonly log?: LogRow;
  readonly past?: readonly PastEpoch[];
}

export interface Tables {
  /** One row: `cursor`. */
  readonly feed: Cursor;
  /** The place of the next parcel that goes out (`order`) and of the next chunk (`media`), the data budget (`budget_..`), once somebody has set one, and the
   *  day on which letters were last written into a file (`by_hand`). */
  readonly counters: number;
  /** By order of sealing: not yet known to be on the relay. */
  readonly outbox: Outgoing;
  /** By order of arrival: not yet opened, or waiting for something that must come first. */
  readonly inbox: Incoming;
  /** By item id. */
  readonly held: Held;
  /** By item id: refused by name, kept for a person to look at. */
  readonly quarantine: SetAside;
  /** One row `membership`, one `device`, one `care`. */
  readonly self: SealedRow;
  /** By sequence number: signed roster entries. */
  readonly roster: SealedRow;
  /** By change id: what was opened, and by whom it was written. */
  readonly changes: SealedRow;
  /** By lockbox hash: how far a stream was read. */
  readonly streams: SealedRow;
  /** By item id: of which stream an identity box is. Rows of version 0.1.0 have another key, and only say that the stream has one. */
  readonly identities: SealedRow;
  /** By draft id, under the draft's own key. */
  readonly drafts: SealedRow;
  /** By draft, recording or picture, and place in it, under the draft's own key: what was recorded so far. */
  readonly slices: SealedRow;
  /** By record: what was handed over. */
  readonly handed: SealedRow;
  /** By record: which answers a device gave in what it handed over, without the answers, so that a correction can name what it replaces. */
  readonly own: SealedRow;
  /** By record, under a key of its own in the dying file: what this device can still open of it. */
  readonly kept: SealedRow;
  /** By record: how much of it a person has looked at. */
  readonly seen: SealedRow;
  /** By invite id: invites that this device issued. */
  readonly invites: SealedRow;
  /** By invite id and device: who asks to be let in. */
  readonly requests: SealedRow;
  /** By number of a roster entry: where it stands in the feed. */
  readonly arrivals: Arrival;
  /** By device: the day on which a person compared fingerprints. */
  readonly compared: SealedRow;
  /** By head: entries of the roster that several admins must sign. */
  readonly proposals: SealedRow;
  /** By item id of the grant: which keys this device gave to whom. */
  readonly granted: SealedRow;
  /** By order of coming: sealed chunks that the relay has not yet shown to keep. */
  readonly chunks: WaitingChunk;
  /** By chunk id: sealed chunks that are being fetched, as far as they came, until the whole file is here. */
  readonly fetched: Bytes;
  /** By bundle and place in it: letters that came by hand, until the relay's receipts for them went back. */
  readonly carried: Parcel;
  /** By the SHA-256 of the file. */
  readonly bundles: CarriedBundle;
  /** By id: what was said about opening names. */
  readonly openings: SealedRow;
  /** By random id, under a key in the dying file: what opens the answers to a request of this device. */
  readonly replies: SealedRow;
  /** By random id: what the relay signed and cannot both be true. */
  readonly findings: SealedRow;
  /** By the hash of what was said: forms of the team, and which are out of use. */
  readonly forms: SealedRow;
}
export type TableName = keyof Tables;

export const TABLES = [
  'feed',
  'counters',
  'outbox',
  'inbox',
  'held',
  'quarantine',
  'self',
  'roster',
  'changes',
  'streams',
  'identities',
  'drafts',
  'slices',
  'handed',
  'own',
  'kept',
  'seen',
  'invites',
  'requests',
  'arrivals',
  'compared',
  'proposals',
  'granted',
  'chunks',
  'fetched',
  'carried',
  'bundles',
  'openings',
  'replies',
  'findings',
  'forms',
] as const satisfies readonly TableName[];

export type Put = { readonly [Table in TableName]: { readonly put: Table; readonly key: string; readonly row: Tables[Table] } }[TableName];
export interface Drop {
  readonly drop: TableName;
  readonly key: string;
}
export type Write = Put | Drop;
export type Entry<Table extends TableName> = readonly [key: string, row: Tables[Table]];

/** Whose rows a store sees: those whose names begin with `prefix`. What is not sealed already is sealed by these two. */
export interface Space {
  readonly prefix: string;
  readonly rows: {
    readonly seal: (table: string, name: string, value: Canonical) => Promise<Bytes>;
    /** Refuses `damaged`. */
    readonly open: (table: string, name: string, row: Uint8Array) => Promise<Decoded>;
  };
}

export interface Store {
  get<Table extends TableName>(table: Table, key: string): Promise<Tables[Table] | undefined>;
  /** In the order of their keys, those after `after`, at most `limit`. */
  page<Table extends TableName>(table: Table, after: string, limit: number): Promise<readonly Entry<Table>[]>;
  /** Which of these keys have a row, in one look: a transaction for each would cost a hundred times as much. */
  among(table: TableName, keys: readonly string[]): Promise<ReadonlySet<string>>;
  count(table: TableName): Promise<number>;
  /** All or nothing, and on the disk when it resolves. Refuses `device_full`. */
  commit(writes: readonly Write[]): Promise<void>;
  close(): void;
}

/** Every row of a table, in the order of its keys. */
export function all<Table extends TableName>(store: Store, table: Table): Promise<readonly Entry<Table>[]> {
  return store.page(table, '', Number.MAX_SAFE_INTEGER);
}

/** Numbers as keys: texts in the order of the numbers. */
export const orderKey = (order: number): string => String(order).padStart(14, '0');
