/** Quick taps: what they are, a place to practise them, and what they do. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { engine } from '../engine';
import { practise } from '../panic';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { w } from './words';

function Practice({ end }: { readonly end: () => void }) {
  const times = useSignal(0);
  useEffect(() => practise(() => (times.value += 1)), []);
  return (
    <Notice tone={times.value === 0 ? 'calm' : 'good'} title={w(times.value === 0 ? 'taps_now' : 'taps_done')}>
      <Button kind="quiet" onClick={end}>
        {w('taps_end')}
      </Button>
    </Notice>
  );
}

export function QuickTaps({ erases }: { readonly erases: boolean }) {
  const practising = useSignal(false);
  const set = useAction((chosen: boolean) => engine.setTapsErase(chosen));
  return (
    <section class="stack" aria-labelledby="taps">
      <h2 id="taps">{w('taps')}</h2>
      <p>{w('taps_note')}</p>
      {practising.value ? (
        <Practice end={() => (practising.value = false)} />
      ) : (
        <Button kind="quiet" wide onClick={() => (practising.value = true)}>
          {w('taps_practise')}
        </Button>
      )}
      <fieldset class="field">
        <legend class="field-label">{w('taps_do')}</legend>
        {[false, true].map((choice) => (
          <label class="pick" key={String(choice)}>
            <input type="radio" name="taps" checked={erases === choice} onChange={() => set.run(choice)} />
            <span>{w(choice ? 'taps_erase' : 'taps_lock')}</span>
          </label>
        ))}
      </fieldset>
      <RefusalNotice refusal={set.refusal} />
    </section>
  );
}
