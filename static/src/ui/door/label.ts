/** The label of a device in the roster: what is wrong with it, before it is too late to change. Pure. */

/** Bytes of UTF-8 that a roster entry has for a label (protocol section 6). */
const LABEL_BYTES = 128;

export type LabelComplaint = 'required' | 'label_long';

export function labelComplaint(label: string): LabelComplaint | null {
  if (label.trim() === '') return 'required';
  return new TextEncoder().encode(label.trim()).length > LABEL_BYTES ? 'label_long' : null;
}
