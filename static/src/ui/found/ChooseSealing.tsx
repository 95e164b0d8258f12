/** When the team's phones forget what they sealed, in words of what each means for a phone that is taken. */
import type { Signal } from '@preact/signals';
import type { Sealing } from '../../journey/own';
import { w } from './words';

const DAYS = [1, 3, 7, 30] as const;
const WAYS = ['atDone', 'onDelivery', 'kept'] as const satisfies readonly Sealing['when'][];
const FIRST_DAYS = 3;

export function ChooseSealing({ chosen }: { readonly chosen: Signal<Sealing> }) {
  const { value } = chosen;
  return (
    <fieldset class="group">
      <legend class="field-label">{w('sealing')}</legend>
      <small>{w('sealing_note')}</small>
      <div class="stack-close">
        {WAYS.map((when) => (
          <label key={when} class="pick">
            <input type="radio" name="sealing" checked={value.when === when} onChange={() => (chosen.value = when === 'kept' ? { when, days: FIRST_DAYS } : { when })} />
            <span class="item-words">
              <span>{w(`sealing_${when}`)}</span>
              <small>{w(`sealing_${when}_note`)}</small>
            </span>
          </label>
        ))}
      </div>
      {value.when === 'kept' && (
        <label class="field">
          <span class="field-label">{w('sealing_days')}</span>
          <select value={value.days} onChange={(event) => (chosen.value = { when: 'kept', days: Number(event.currentTarget.value) })}>
            {DAYS.map((days) => (
              <option key={days} value={days}>
                {w('days', { n: days })}
              </option>
            ))}
          </select>
        </label>
      )}
    </fieldset>
  );
}
