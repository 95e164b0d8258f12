/** Typing the passphrase from memory. A wrong one costs nothing, and looking it up is no shame: then it is asked for again tomorrow. */
import { useSignal } from '@preact/signals';
import type { KeysCare } from '../../journey/keys';
import { engine } from '../engine';
import { tidy } from '../door/passphrase';
import { w as door } from '../door/words';
import { useAction, useAnswer } from '../parts/action';
import { Button } from '../parts/Button';
import { Check } from '../parts/Check';
import { Field } from '../parts/Field';
import { Form } from '../parts/Form';
import { Notice } from '../parts/Notice';
import { PassphraseInput } from '../parts/PassphraseInput';
import { Screen } from '../parts/Screen';
import { KeyRefused } from './SecurityKey';
import { askSecurityKey } from './security_key';
import { w } from './words';

const secondOf = async (care: KeysCare | null): Promise<Uint8Array | undefined> => (care?.hasSecondFactor ? askSecurityKey() : undefined);

export function Rehearse() {
  const typed = useSignal('');
  const shown = useSignal(false);
  const lookedUp = useSignal(false);
  const care = useAnswer(() => engine.keysCare());
  const right = useSignal<boolean | null>(null);
  const check = useAction(async () => {
    right.value = tidy(typed.value) !== '' && (await engine.rehearse(tidy(typed.value), !lookedUp.value, await secondOf(care.value)));
    if (right.value) typed.value = '';
  });
  return (
    <Screen title={w('rehearse_title')} back="#/keys">
      <p>{w('rehearse_note')}</p>
      <Form onSubmit={check.run}>
        <Field label={door('unlock_field')} error={right.value === false ? w('rehearse_wrong') : null}>
          <PassphraseInput value={typed.value} onChange={(value) => (typed.value = value)} shown={shown.value} />
        </Field>
        <Check checked={shown.value} onChange={(checked) => (shown.value = checked)} label={door('pass_show')} />
        <Check checked={lookedUp.value} onChange={(checked) => (lookedUp.value = checked)} label={w('rehearse_paper')} />
        <KeyRefused refusal={check.refusal ?? care.refusal} />
        <div role="status">
          {right.value && (
            <Notice tone="good" title={w('rehearse_right')}>
              {lookedUp.value && <p>{w('rehearse_again')}</p>}
              <p>{w('rehearse_how')}</p>
            </Notice>
          )}
        </div>
        <Button kind="primary" type="submit" wide busy={check.busy}>
          {w('rehearse_check')}
        </Button>
      </Form>
    </Screen>
  );
}
