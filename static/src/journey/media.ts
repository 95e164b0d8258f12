/** Voice and pictures of a testimony: kept while it is written, and shown to whoever may read it. */
import type { Hex } from '../journey';

/** What was done before anything was kept: a voice is masked, a picture is made anew without what is said about it. */
export type Treatment = 'masked' | 'cleaned';
/** A few seconds of a recording, or a whole picture. */
export interface Slice {
  /** Of the recording or picture, 16 bytes: its place (u32) and 12 random bytes, as any member of a collection has. */
  readonly media: Hex;
  /** From 0, without a gap. */
  readonly index: number;
  /** Media type, without parameters. */
  readonly kind: string;
  readonly how: Treatment;
  /** How long the recording is, with this slice; 0 for a picture. */
  readonly ms: number;
  readonly data: Uint8Array;
}
export interface Attached {
  readonly media: Hex;
  readonly kind: string;
  readonly how: Treatment;
  readonly ms: number;
  readonly bytes: number;
}
export interface MediaFile {
  readonly kind: string;
  readonly data: Uint8Array<ArrayBuffer>;
}

export interface MediaJourney {
  /** On the disk when it resolves. Refuses `not_found` for a draft that is not stored, was sealed or thrown away, and `device_full`. */
  keepSlice(draftId: Hex, slice: Slice): Promise<void>;
  /** Of a draft, in the order of their places. */
  attached(draftId: Hex): Promise<readonly Attached[]>;
  /** Refuses `not_found`. */
  readAttached(draftId: Hex, media: Hex): Promise<MediaFile>;
  removeAttached(draftId: Hex, media: Hex): Promise<void>;
  /** Of a testimony that this device may read. `valueId`: which of the accounts of it. Refuses `not_found` also while it has not arrived at the relay. */
  openMedia(record: Hex, media: Hex, valueId: Hex): Promise<MediaFile>;
}
