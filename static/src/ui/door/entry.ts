/** What founding and joining ask alike: a label and a passphrase, checked before the slow work begins. */
import { useSignal, type Signal } from '@preact/signals';
import { engine } from '../engine';
import { labelComplaint, type LabelComplaint } from './label';
import { complaint, NOTHING_CHOSEN, passphraseOf, type Chosen, type Complaint } from './passphrase';

export interface PassphraseEntry {
  readonly chosen: Signal<Chosen>;
  readonly complaint: Signal<Complaint | null>;
  /** True if it may be used; what is wrong is said at its field. */
  readonly check: () => Promise<boolean>;
}
export interface Entry {
  readonly label: Signal<string>;
  readonly chosen: Signal<Chosen>;
  readonly labelComplaint: Signal<LabelComplaint | null>;
  readonly passComplaint: Signal<Complaint | null>;
  /** True if everything is in order; what is not is said at its field. */
  readonly check: () => Promise<boolean>;
}

export async function passComplaint(chosen: Chosen): Promise<Complaint | null> {
  const first = complaint(chosen);
  if (first !== null || !chosen.own) return first;
  const { why } = await engine.passphraseStrength(passphraseOf(chosen));
  return why === null ? null : why === 'short' ? 'pass_short' : 'pass_common';
}

export function usePassphrase(): PassphraseEntry {
  const chosen = useSignal(NOTHING_CHOSEN);
  const about = useSignal<Complaint | null>(null);
  const check = async (): Promise<boolean> => (about.value = await passComplaint(chosen.value)) === null;
  return { chosen, complaint: about, check };
}

export function useEntry(): Entry {
  const label = useSignal('');
  const { chosen, complaint: passAbout, check: checkPassphrase } = usePassphrase();
  const aboutLabel = useSignal<LabelComplaint | null>(null);
  const check = async (): Promise<boolean> => {
    aboutLabel.value = labelComplaint(label.value);
    return (await checkPassphrase()) && aboutLabel.value === null;
  };
  return { label, chosen, labelComplaint: aboutLabel, passComplaint: passAbout, check };
}

/** Puts the focus on the first field that was filled in wrongly, once the screen shows what is wrong. */
export function focusFirstWrong(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-wrong] :is(input, textarea)')?.focus());
}
