/** One question: the label around its single input, a hint, and what is wrong with the answer. For a set of choices use a fieldset. */
import type { ComponentChildren } from 'preact';
import { Icon } from './Icon';

export interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | null | undefined;
  readonly children: ComponentChildren;
}

export function Field({ label, hint, error, children }: FieldProps) {
  return (
    <label class="field" data-wrong={error ? '' : undefined}>
      <span class="field-label">{label}</span>
      {hint !== undefined && <small>{hint}</small>}
      {children}
      {error && (
        <span class="field-error" role="alert">
          <Icon name="stop" />
          <span>{error}</span>
        </span>
      )}
    </label>
  );
}
