/** Changing the rules of the team. Where several administrators decide it is proposed to them; the engine refuses what no team can have. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Readers, Rules } from '../../journey/governing';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Check } from '../parts/Check';
import { Field } from '../parts/Field';
import { Form } from '../parts/Form';
import { RefusalNotice } from '../parts/RefusalNotice';
import { w } from './governing_words';

const SEALS: readonly Rules['seal'][] = ['at_done', 'on_delivery', 'kept'];
const DAYS_AT_FIRST = 30;

export function ChangeRules({ readers, done }: { readonly readers: Readers; readonly done: (said: string) => void }) {
  const open = useSignal(false);
  const rules = useSignal<Rules>(readers.rules);
  const form = useRef<HTMLDivElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), [open.value]);
  const save = useAction(async () => {
    const outcome = await engine.govern('changeRules', rules.value);
    open.value = false;
    if (outcome === 'proposed') done(w('proposed'));
  });
  const set = (change: Partial<Rules>): void => void (rules.value = { ...rules.value, ...change });
  const number = (name: 'quorum' | 'guardiansNeeded' | 'keptDays' | 'staleDays' | 'delayMinutes', label: string, least: number, most: number) => (
    <Field label={label}>
      <input type="number" inputMode="numeric" required min={least} max={most} value={rules.value[name]} onInput={(event) => set({ [name]: event.currentTarget.valueAsNumber })} />
    </Field>
  );
  if (!open.value) {
    return (
      <Button
        kind="quiet"
        wide
        onClick={() => {
          rules.value = readers.rules;
          open.value = true;
        }}
      >
        {w('change_rules')}
      </Button>
    );
  }
  return (
    <div ref={form}>
    <Form onSubmit={save.run}>
      {number('quorum', w('set_quorum'), 1, readers.admins)}
      {number('guardiansNeeded', w('set_names'), 1, 255)}
      <fieldset class="group group-close">
        <legend class="field-label">{w('set_seal')}</legend>
        {SEALS.map((seal) => (
          <label key={seal} class="pick">
            <input type="radio" name="seal" checked={rules.value.seal === seal} onChange={() => set({ seal, keptDays: seal === 'kept' ? rules.value.keptDays || DAYS_AT_FIRST : 0 })} />
            <span>{seal === 'kept' ? w('rule_kept', { n: rules.value.keptDays || DAYS_AT_FIRST }) : w(`rule_${seal}`)}</span>
          </label>
        ))}
      </fieldset>
      {rules.value.seal === 'kept' && number('keptDays', w('set_kept'), 1, 255)}
      {number('staleDays', w('set_stale'), 1, 255)}
      {number('delayMinutes', w('set_delay'), 0, 1440)}
      <Field label={w('set_release')}>
        <input
          class="code"
          dir="ltr"
          pattern="[0-9a-fA-F ]*"
          value={rules.value.releaseKey}
          onInput={(event) => set({ releaseKey: event.currentTarget.value.replaceAll(' ', '').toLowerCase() })}
        />
      </Field>
      <Check checked={rules.value.guardiansAtDesk} onChange={(guardiansAtDesk) => set({ guardiansAtDesk })} label={w('set_desk')} />
      <RefusalNotice refusal={save.refusal} />
      <Button kind="primary" type="submit" wide busy={save.busy}>
        {w('save_rules')}
      </Button>
      <Button kind="quiet" wide disabled={save.busy} onClick={() => (open.value = false)}>
        {w('keep_rules')}
      </Button>
    </Form>
    </div>
  );
}
