/** A backup as a person holds it: a file and its passphrase, or the 24 words of a paper. What is typed lives in this screen only. */
import { useSignal, type Signal } from '@preact/signals';
import type { BackupSource } from '../../journey/keys';
import { Check } from '../parts/Check';
import { Field } from '../parts/Field';
import { Icon } from '../parts/Icon';
import { PassphraseInput } from '../parts/PassphraseInput';
import { w as door } from '../door/words';
import { tidy } from '../door/passphrase';
import { w } from './words';

export interface Held {
  readonly kind: 'file' | 'words';
  readonly file: File | null;
  readonly typed: string;
}

export const NOTHING_HELD: Held = { kind: 'file', file: null, typed: '' };

/** Null if something is still missing. */
export async function sourceOf({ kind, file, typed }: Held): Promise<BackupSource | null> {
  if (tidy(typed) === '' || (kind === 'file' && file === null)) return null;
  if (kind === 'words') return { kind, words: typed };
  return file && { kind, bytes: new Uint8Array(await file.arrayBuffer()), passphrase: tidy(typed) };
}

function ChooseFile({ file, choose }: { readonly file: File | null; readonly choose: (file: File | null) => void }) {
  return (
    <>
      <label class="button button-quiet button-wide file-button">
        <Icon name="inbox" />
        <span>{w('choose')}</span>
        <input type="file" accept=".bin,.gawahi" onChange={(event) => choose(event.currentTarget.files?.[0] ?? null)} />
      </label>
      {file && <p role="status">{w('chosen', { name: file.name })}</p>}
    </>
  );
}

export function Source({ held, missing }: { readonly held: Signal<Held>; readonly missing: boolean }) {
  const shown = useSignal(false);
  const { kind, file, typed } = held.value;
  const change = (part: Partial<Held>): void => {
    held.value = { ...held.value, ...part };
  };
  return (
    <>
      <fieldset class="group group-close">
        {(['file', 'words'] as const).map((choice) => (
          <label key={choice} class="pick">
            <input type="radio" name="source" checked={kind === choice} onChange={() => change({ kind: choice, typed: '' })} />
            <span>{w(`from_${choice}`)}</span>
          </label>
        ))}
      </fieldset>
      {kind === 'file' && <ChooseFile file={file} choose={(chosen) => change({ file: chosen })} />}
      {kind === 'file' && missing && !file && (
        <p class="field-error" role="alert">
          <Icon name="stop" />
          <span>{w('choose_missing')}</span>
        </p>
      )}
      <Field label={w(kind === 'file' ? 'file_passphrase' : 'words_field')} hint={kind === 'words' ? w('paper_type_hint') : undefined} error={missing && tidy(typed) === '' ? door('required') : null}>
        <PassphraseInput value={typed} onChange={(value) => change({ typed: value })} shown={shown.value} />
      </Field>
      <Check checked={shown.value} onChange={(checked) => (shown.value = checked)} label={door('pass_show')} />
    </>
  );
}
