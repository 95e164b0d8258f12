/**
 * A field for a passphrase: hidden while it is typed, so that keyboards do not learn it, and never to be kept by the browser, which would say where it is
 * used and give it out for the phone's own code. "one-time-code" is the word that keeps Chromium from offering that; "off" does not. Pasting is allowed.
 */
export interface PassphraseInputProps {
  readonly value: string;
  readonly onChange: (typed: string) => void;
  readonly shown: boolean;
}

export function PassphraseInput({ value, onChange, shown }: PassphraseInputProps) {
  const common = {
    dir: 'auto',
    autocomplete: 'one-time-code',
    value,
    onInput: (event: { readonly currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value),
  } as const;
  return shown ? <input type="text" {...common} /> : <input type="password" {...common} />;
}
