/** The passphrase that a person is about to choose: pure rules, so that the screens of founding and joining agree. */
export interface Chosen {
  readonly own: boolean;
  /** The six words that were offered. */
  readonly offered: string;
  readonly typed: string;
  readonly again: string;
}
export type Complaint = 'required' | 'pass_differs' | 'pass_short' | 'pass_common';

export const NOTHING_CHOSEN: Chosen = { own: false, offered: '', typed: '', again: '' };

/** Keyboards add a space after the last word; it never counts, here and when unlocking. */
export const tidy = (typed: string): string => typed.trim();

export const passphraseOf = (chosen: Chosen): string => tidy(chosen.own ? chosen.typed : chosen.offered);

/** What is wrong before the engine has to be asked, or null. */
export function complaint(chosen: Chosen): Complaint | null {
  if (passphraseOf(chosen) === '' || tidy(chosen.again) === '') return 'required';
  return passphraseOf(chosen).normalize('NFKC') === tidy(chosen.again).normalize('NFKC') ? null : 'pass_differs';
}
