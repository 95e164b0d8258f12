/** New keys for this device, step by step: says first what they cost, then does one step at each tap, and says what it waits for. */
import { useSignal } from '@preact/signals';
import type { KeysCare, Rolled } from '../../journey/keys';
import { engine } from '../engine';
import { useAction, useAnswer } from '../parts/action';
import { Button } from '../parts/Button';
import { Check } from '../parts/Check';
import { Field } from '../parts/Field';
import { Form } from '../parts/Form';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { Waiting } from '../parts/Waiting';
import { lockNow } from '../state';
import { w } from './words';

function Before({ guardsNames, understood, understand }: { readonly guardsNames: boolean; readonly understood: boolean; readonly understand: (yes: boolean) => void }) {
  return (
    <>
      <p>{w('roll_what')}</p>
      <p>{w('roll_when')}</p>
      {guardsNames && (
        <Notice tone="danger" title={w('roll_guardian')}>
          <p>{w('roll_guardian_note')}</p>
        </Notice>
      )}
      <Check checked={understood} onChange={understand} label={w('roll_understood')} />
    </>
  );
}

function Said({ outcome, care }: { readonly outcome: Rolled; readonly care: KeysCare }) {
  return (
    <Notice tone={outcome === 'done' ? 'good' : 'warn'} title={w(`roll_${outcome}`)}>
      {outcome === 'asks' && <p class="fingerprint">{care.oldKeys}</p>}
      <p>{w(`roll_${outcome}_note`)}</p>
    </Notice>
  );
}

function Steps({ care }: { readonly care: KeysCare }) {
  const understood = useSignal(false);
  const link = useSignal('');
  const outcome = useSignal<Rolled | null>(null);
  const step = useAction(async () => {
    outcome.value = null;
    outcome.value = await engine.rollKeys(link.value.trim() === '' ? null : link.value.trim());
  });
  const begins = care.rolling === 'none' && outcome.value === null;
  return (
    <Form onSubmit={step.run}>
      {begins && <Before guardsNames={care.guardsNames} understood={understood.value} understand={(yes) => (understood.value = yes)} />}
      {care.rolling !== 'none' && outcome.value === null && <p>{w(`roll_at_${care.rolling}`)}</p>}
      {!care.isAdmin && care.rolling !== 'taken_over' && outcome.value !== 'locks' && (
        <Field label={w('roll_link')} hint={w('roll_link_hint')}>
          <textarea class="link-field code" autocomplete="off" spellcheck={false} value={link.value} onInput={(event) => (link.value = event.currentTarget.value)} />
        </Field>
      )}
      <RefusalNotice refusal={step.refusal} />
      <div role="status">{outcome.value && <Said outcome={outcome.value} care={care} />}</div>
      {outcome.value === 'locks' ? (
        <Button kind="primary" icon="lock" wide onClick={() => void lockNow()}>
          {w('roll_lock')}
        </Button>
      ) : (
        outcome.value !== 'done' && (
          <Button kind="primary" type="submit" wide busy={step.busy} disabled={begins && !understood.value}>
            {w(begins ? 'roll_do' : 'roll_on')}
          </Button>
        )
      )}
    </Form>
  );
}

export function RollKeys() {
  const care = useAnswer(() => engine.keysCare());
  return (
    <Screen title={w('roll_title')} back="#/keys">
      <RefusalNotice refusal={care.refusal} />
      {care.value ? <Steps care={care.value} /> : <Waiting />}
    </Screen>
  );
}
