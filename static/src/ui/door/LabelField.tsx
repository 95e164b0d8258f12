/** The name that the team will see beside everything this device writes. */
import { Field } from '../parts/Field';
import type { Entry } from './entry';
import { w } from './words';

export function LabelField({ entry }: { readonly entry: Entry }) {
  const wrong = entry.labelComplaint.value;
  return (
    <Field label={w('label')} hint={w('label_hint')} error={wrong && w(wrong)}>
      <input dir="auto" autocapitalize="characters" value={entry.label.value} onInput={(event) => (entry.label.value = event.currentTarget.value)} />
    </Field>
  );
}
