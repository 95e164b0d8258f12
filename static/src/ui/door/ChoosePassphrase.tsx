/** Choosing a passphrase: six words that the engine drew, or one's own; typed again either way, because nobody can recover it. */
import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { engine } from '../engine';
import { Later } from '../Later';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Check } from '../parts/Check';
import { Field } from '../parts/Field';
import { Notice } from '../parts/Notice';
import { PassphraseInput } from '../parts/PassphraseInput';
import { RefusalNotice } from '../parts/RefusalNotice';
import type { Chosen, Complaint } from './passphrase';
import { w } from './words';

export interface ChoosePassphraseProps {
  readonly chosen: Signal<Chosen>;
  readonly complaint: Complaint | null;
  /** It is not the one that opens this device. */
  readonly aside?: true;
}

function Offered({ words, again }: { readonly words: string; readonly again: () => void }) {
  return (
    <div class="card stack">
      <p class="offered code" lang="en">
        {words}
      </p>
      <small>{w('pass_six')}</small>
      <Button kind="quiet" icon="refresh" onClick={again}>
        {w('pass_another')}
      </Button>
    </div>
  );
}

export function ChoosePassphrase({ chosen, complaint, aside }: ChoosePassphraseProps) {
  const shown = useSignal(false);
  const draw = useAction(async () => {
    chosen.value = { ...chosen.value, offered: await engine.suggestPassphrase(), again: '' };
  });
  useEffect(() => draw.run(), []);
  const { own, offered, typed, again } = chosen.value;
  const change = (part: Partial<Chosen>): void => {
    chosen.value = { ...chosen.value, ...part };
  };
  const aboutFirst = complaint === 'pass_short' || complaint === 'pass_common' || (complaint === 'required' && own && typed === '');
  return (
    <fieldset class="group">
      <legend class="field-label">{w('pass_title')}</legend>
      {!aside && (
        <Notice tone="warn">
          <p>{w('pass_note')}</p>
        </Notice>
      )}
      <div class="stack-close">
        {[false, true].map((choice) => (
          <label key={String(choice)} class="pick">
            <input type="radio" name="passphrase" checked={own === choice} onChange={() => change({ own: choice, again: '' })} />
            <span>{w(choice ? 'pass_own' : 'pass_given')}</span>
          </label>
        ))}
      </div>
      <RefusalNotice refusal={draw.refusal} />
      {own ? (
        <>
          <Field label={w('pass_field')} hint={w('pass_field_hint')} error={aboutFirst && complaint ? w(complaint) : null}>
            <PassphraseInput value={typed} onChange={(value) => change({ typed: value })} shown={shown.value} />
          </Field>
          <Later within show={({ PassphraseStrength }) => <PassphraseStrength typed={typed} />} />
        </>
      ) : (
        <Offered words={offered} again={draw.run} />
      )}
      <Field label={w('pass_again')} error={complaint && !aboutFirst ? w(complaint) : null}>
        <PassphraseInput value={again} onChange={(value) => change({ again: value })} shown={shown.value} />
      </Field>
      <Check checked={shown.value} onChange={(checked) => (shown.value = checked)} label={w('pass_show')} />
    </fieldset>
  );
}
