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

function Practice() {
  /** Null while nobody practises. */
  const times = useSignal<number | null>(null);
  const begin = (): void => {
    times.value = 0;
    practise(() => (times.value = (times.value ?? 0) + 1));
  };
  const end = (): void => {
    times.value = null;
    practise(null);
  };
  useEffect(() => end, []);
  if (times.value === null) {
    return (
      <Button kind="quiet" wide onClick={begin}>
        {w('taps_practise')}
      </Button>
    );
  }
  return (
    <Notice tone={times.value === 0 ? 'calm' : 'good'} title={w(times.value === 0 ? 'taps_now' : 'taps_done')}>
      <Button kind="quiet" onClick={end}>
        {w('taps_end')}
      </Button>
    </Notice>
  );
}

export function QuickTaps({ erases }: { readonly erases: boolean }) {
  /** What the person chose last, shown at once and until the engine knows better. */
  const asked = useSignal<boolean | null>(null);
  const set = useAction(async (chosen: boolean) => {
    asked.value = chosen;
    await engine.setTapsErase(chosen).catch((reason: unknown) => {
      asked.value = null;
      throw reason;
    });
  });
  return (
    <section class="stack" aria-labelledby="taps">
      <h2 id="taps">{w('taps')}</h2>
      <p>{w('taps_note')}</p>
      <Practice />
      <fieldset class="field">
        <legend class="field-label">{w('taps_do')}</legend>
        {[false, true].map((choice) => (
          <label class="pick" key={String(choice)}>
            <input type="radio" name="taps" checked={(asked.value ?? erases) === choice} onChange={() => set.run(choice)} />
            <span>{w(choice ? 'taps_erase' : 'taps_lock')}</span>
          </label>
        ))}
      </fieldset>
      <RefusalNotice refusal={set.refusal} />
    </section>
  );
}
