/** The part of the journey that is about passphrases: changing one, a second one for a second space, and what quick taps do. */
export interface Passphrases {
  /** A second one was set up from this space. False says nothing of other spaces: this may be the second one. */
  readonly hasSecond: boolean;
  readonly tapsErase: boolean;
}
/** The second space belongs to a team of its own: one that exists, by its invite, or a new one. */
export type SecondTeam = { readonly link: string } | { readonly team: string; readonly foundingCode: string | null };
export interface Second {
  /** Of the space that is open. */
  readonly current: string;
  readonly fresh: string;
  /** Whether opening the second space makes the first one undecipherable. */
  readonly overwrites: boolean;
  readonly label: string;
  readonly into: SecondTeam;
}

export interface ByPassphrase {
  passphrases(): Promise<Passphrases>;
  /** Of whichever space `current` opens. Refuses `wrong_passphrase` and `passphrase_used`. */
  changePassphrase(current: string, fresh: string): Promise<void>;
  /** Refuses `wrong_passphrase`, `passphrase_used`, and whatever founding and joining refuse. */
  addSecond(second: Second): Promise<void>;
  /** What it opened stays on the disk and can be opened by nobody. */
  removeSecond(): Promise<void>;
  setTapsErase(erases: boolean): Promise<void>;
  /** The first step of `erase`, and the one that counts: from then on nothing here can be opened by anybody. */
  destroyKeys(): Promise<void>;
}
