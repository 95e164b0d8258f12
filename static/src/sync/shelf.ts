/** The shelf as the courier sees it: where opaque parcels wait, and what of the relay's log was proven. Whoever keeps them implements it. */
import type { Bytes } from '../format/bytes';
import type { KnownLog, LogBroken, ProvenPage, Standing } from './evidence';
import type { Letter } from './transport';

export interface Parcel extends Letter {
  /** Its place on the shelf. */
  readonly order: string;
}
/** Two states of the relay's log that cannot both be true, as it signed them. */
export interface Finding {
  readonly name: LogBroken['name'];
  readonly before: string;
  readonly after: string;
}
/** What the courier needs of whoever keeps the parcels. Every call is one transaction. */
export interface Shelf {
  waiting(): Promise<number>;
  /** Oldest first, those behind place `after`, within the limits of one push. */
  batch(after: string): Promise<readonly Parcel[]>;
  /** Keeps that the relay has these, and the state of its log that proves it, together. */
  delivered(parcels: readonly Parcel[], epoch: Bytes, log: KnownLog): Promise<void>;
  standing(): Standing;
  /** Whose letters to ask for; none means all. */
  mailboxes(): readonly Bytes[];
  /** How many items may come in one answer: fewer where bytes are counted. */
  pageItems(): number;
  /** Keeps a page, and moves the cursor behind it and the log's state to what it proved, together. */
  arrived(page: ProvenPage): Promise<void>;
  /** The feed is to be read from its start again. */
  rewind(): Promise<void>;
  /** Opens what arrived. True if there is more to carry: letters to send, or a feed to be read anew. */
  open(): Promise<boolean>;
  /** The relay lost something, or shows another history: what it proved counts no more; read from the start, and offer again all that is still held. */
  restart(epoch: Bytes, finding: Finding | null): Promise<void>;
  reached(time: number): Promise<void>;
}
