/** The part of the journey that keeps a person's keys from being lost: the passphrase in their memory, a file, a paper, and the way back. */
import type { WrittenFile } from './by_hand';

export type Due = 'renew' | 'rehearse' | 'backup' | 'drill';
export interface KeysCare {
  /** What is due today, the most important first. It may wait, and blocks nothing. */
  readonly due: readonly Due[];
  /** Whether others lose something with these keys: a coordinator's or a guardian's. */
  readonly matters: boolean;
  /** How often the passphrase was typed from memory, of three times. */
  readonly rehearsed: number;
  /** Midnight of the day, ms since 1970; null for never. */
  readonly fileDay: number | null;
  readonly paperDay: number | null;
  readonly drillDay: number | null;
  /** False on a device of an early version, until its keys were renewed. */
  readonly hasRoot: boolean;
  /** `begun`: the new keys are not in the team yet. `taken_over`: the old ones still are. */
  readonly rolling: 'none' | 'begun' | 'taken_over';
  /** Fingerprint of the keys that this device had before, until they have left the team. */
  readonly oldKeys: string | null;
  readonly guardsNames: boolean;
  readonly isAdmin: boolean;
  /** Whether a security key is needed besides the passphrase. */
  readonly hasSecondFactor: boolean;
}
export interface PaperCopy {
  readonly words: readonly string[];
  /** For a code beside the words: where the team is. Opens with the words alone. */
  readonly note: string;
}
/** What a backup was found to be. */
export interface Drill {
  /** Whether it holds the keys of this very device. */
  readonly own: boolean;
  /** Testimonies that it opened, of those that were tried. */
  readonly opened: number;
  readonly tried: number;
  /** Shares of witnesses' names that it opened. */
  readonly shares: number;
  /** Whether it also leads back to the team as it is today; if not, an invite is needed besides. */
  readonly leadsBack: boolean;
}
export type Weakness = 'short' | 'common' | 'few_words' | 'pattern' | 'repeats' | 'date';
/** What a passphrase of a person's own making is worth against somebody who has copied the file that it opens. */
export interface Strength {
  /** How many guesses find it, as a power of ten. */
  readonly power: number;
  /** `weak` is refused. */
  readonly level: 'weak' | 'fair' | 'strong';
  readonly why: Weakness | null;
}
/** A backup as a person holds it. */
export type BackupSource = { readonly kind: 'file'; readonly bytes: Uint8Array; readonly passphrase: string } | { readonly kind: 'words'; readonly words: string };
export interface Returning {
  readonly team: string;
  /** As the file says; null for a paper. */
  readonly label: string | null;
}

/** `waits`: for administrators, or for letters to be sent. `locks`: the app must be locked and opened again. `asks`: an administrator must remove the old keys. */
export type Rolled = 'waits' | 'locks' | 'asks' | 'done';

export interface KeysJourney {
  /** New keys for this device, one step further with each call. `link`: an administrator's invite, for who is none. */
  rollKeys(link: string | null): Promise<Rolled>;
  keysCare(): Promise<KeysCare>;
  /** Whether it is the one that opens this device. It counts as typed from memory only if the person says that it was. */
  rehearse(passphrase: string, fromMemory: boolean, second?: Uint8Array): Promise<boolean>;
  /** From now on this passphrase needs `after` besides (32 bytes), and no longer `before`. Refuses `wrong_passphrase`. */
  setSecondFactor(passphrase: string, before: Uint8Array | null, after: Uint8Array | null): Promise<void>;
  /** Refuses `not_found` on a device whose keys have no root. */
  paperCopy(): Promise<PaperCopy>;
  /** The paper counts as made from now on. Refuses `words_wrong`. */
  paperTyped(words: string): Promise<void>;
  /** Places, from 1, at which no word of the list stands. */
  strangeWords(words: string): Promise<readonly number[]>;
  writeBackup(passphrase: string): Promise<WrittenFile>;
  /** Refuses `wrong_passphrase`, `words_wrong`, and a file that is none by its name. */
  drill(source: BackupSource): Promise<Drill>;
  /** `link`: an invite of the team or the note of a paper; null if a file shall be enough. Refuses as `drill`, and what an invite is refused by. */
  readReturn(source: BackupSource, link: string | null): Promise<Returning>;
  /** This device becomes the one whose keys these are. Refuses `author_not_member` if it was removed from the team, `token_refused`, `invite_head`. */
  returnWith(source: BackupSource, link: string | null, passphrase: string): Promise<void>;
}
