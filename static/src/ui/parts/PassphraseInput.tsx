/** A field for a passphrase. Pasting and password managers are allowed; the keyboard must not learn, correct or capitalise what is typed. */
export interface PassphraseInputProps {
  readonly value: string;
  readonly onChange: (typed: string) => void;
  readonly shown: boolean;
  /** True while it is being chosen, so that password managers offer to keep it and not to fill it in. */
  readonly fresh: boolean;
}

export function PassphraseInput({ value, onChange, shown, fresh }: PassphraseInputProps) {
  const common = {
    dir: 'auto',
    autocomplete: fresh ? 'new-password' : 'current-password',
    autocapitalize: 'none',
    autocorrect: 'off',
    spellcheck: false,
    value,
    onInput: (event: { readonly currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value),
  } as const;
  return shown ? <input type="text" {...common} /> : <input type="password" {...common} />;
}
