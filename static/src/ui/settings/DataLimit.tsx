/** The data budget: how much a day may go over mobile data, and, where the browser does not say it, whether this is mobile data. */
import { useSignal } from '@preact/signals';
import type { DataBudget } from '../../journey/budget';
import { engine } from '../engine';
import { useAction, useAnswer } from '../parts/action';
import { Check } from '../parts/Check';
import { RefusalNotice } from '../parts/RefusalNotice';
import { w } from './words';

const MEGABYTE = 1_000_000;
/** A day; null is no limit. */
const CHOICES = [null, 1, 2, 5, 20] as const;

type Chosen = Pick<DataBudget, 'limitBytes' | 'isMobile'>;

function Choice({ budget, choose }: { readonly budget: Chosen; readonly choose: (limitBytes: number | null) => void }) {
  return (
    <fieldset class="field">
      <legend class="field-label">{w('data_day')}</legend>
      {CHOICES.map((choice) => {
        const limitBytes = choice === null ? null : choice * MEGABYTE;
        return (
          <label class="pick" key={choice}>
            <input type="radio" name="data" checked={budget.limitBytes === limitBytes} onChange={() => choose(limitBytes)} />
            <span>{choice === null ? w('data_none') : w('data_mb', { n: choice })}</span>
          </label>
        );
      })}
    </fieldset>
  );
}

export function DataLimit() {
  const budget = useAnswer(() => engine.dataBudget());
  /** What the person chose last, shown at once and until the engine knows better. */
  const asked = useSignal<Chosen | null>(null);
  const set = useAction(async (chosen: Chosen) => {
    asked.value = chosen;
    await engine.setDataBudget(chosen.limitBytes, chosen.isMobile).finally(() => (asked.value = null));
  });
  const value = budget.value && { ...budget.value, ...asked.value };
  return (
    <section class="stack" aria-labelledby="data">
      <h2 id="data">{w('data')}</h2>
      <p>{w('data_note')}</p>
      <RefusalNotice refusal={budget.refusal ?? set.refusal} />
      {value && <Choice budget={value} choose={(limitBytes) => set.run({ limitBytes, isMobile: value.isMobile })} />}
      {value?.isAsked && value.limitBytes !== null && (
        <Check checked={value.isMobile} label={w('data_mobile')} onChange={(isMobile) => set.run({ limitBytes: value.limitBytes, isMobile })} />
      )}
      {value && value.limitBytes !== null && (
        <p role="status">{value.applies ? w('data_left', { left: ((value.leftBytes ?? 0) / MEGABYTE).toFixed(1) }) : w('data_off')}</p>
      )}
    </section>
  );
}
