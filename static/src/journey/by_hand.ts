/** The part of the journey that goes without a network: sealed letters in a colleague's hands, and receipts that come back. */
export interface CarriedFile {
  /** Hex. */
  readonly id: string;
  readonly letters: number;
  /** How many of them the relay has proven to keep. */
  readonly delivered: number;
  /** Whether the receipts for it were written into a file at least once. */
  readonly isWritten: boolean;
}
export interface Carrying {
  /** Sealed letters of this device that the relay has not proven to keep. */
  readonly waiting: number;
  /** ms since 1970 of the day on which they were last written into a file, null for never. They are on this device all the same. */
  readonly writtenOn: number | null;
  /** What this device carries for others. */
  readonly files: readonly CarriedFile[];
}
export interface WrittenFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly letters: number;
  /** Letters that did not fit: for a second file, once these are through. */
  readonly left: number;
}
export interface TakenFile {
  readonly kind: 'letters' | 'receipts';
  /** Letters that are carried from now on, or letters of this device that are proven to be delivered. */
  readonly taken: number;
  /** Receipts for what this device carries for others. */
  readonly forOthers: number;
  /** By name: what was in the file and was not taken. */
  readonly refused: Readonly<Record<string, number>>;
  /** The same file was taken before. */
  readonly isKnown: boolean;
}

export interface ByHand {
  carrying(): Promise<Carrying>;
  /** What waits on this device, sealed, for a colleague to carry. Nothing counts as sent by that. Refuses `not_found` if nothing waits. */
  writeLetters(): Promise<WrittenFile>;
  /** The relay's receipts for one carried file, to go back to whoever gave it. Refuses `not_found` while there are none. */
  writeReceipts(id: string): Promise<WrittenFile>;
  /** Takes a file: letters to carry, or receipts. Refuses `wrong_team`, `malformed`, `not_canonical`, `too_large`, `unknown_suite`. */
  takeFile(bytes: Uint8Array): Promise<TakenFile>;
  /** What is carried and its receipts are gone from this device. */
  forgetFile(id: string): Promise<void>;
}
