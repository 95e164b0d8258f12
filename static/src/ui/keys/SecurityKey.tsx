/** A security key besides the passphrase: what it costs, switching it on and off, and unlocking with it. */
import { useSignal } from '@preact/signals';
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
import { Progress } from '../parts/Progress';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { Waiting } from '../parts/Waiting';
import { refresh } from '../state';
import { askSecurityKey, enrol, NoSecurityKey } from './security_key';
import { w } from './words';

export function KeyRefused({ refusal }: { readonly refusal: unknown }) {
  if (!(refusal instanceof NoSecurityKey)) return <RefusalNotice refusal={refusal} />;
  return <Notice tone="danger" title={w(refusal.why)} />;
}

function Before({ understood, understand }: { readonly understood: boolean; readonly understand: (yes: boolean) => void }) {
  return (
    <>
      <p>{w('key_what')}</p>
      <Notice tone="warn">
        <p>{w('key_lost')}</p>
      </Notice>
      <p>{w('key_seen')}</p>
      <p>{w('key_change')}</p>
      <Check checked={understood} onChange={understand} label={w('roll_understood')} />
    </>
  );
}

function Switch({ isOn }: { readonly isOn: boolean }) {
  const typed = useSignal('');
  const understood = useSignal(false);
  const done = useSignal<'key_on' | 'key_off' | null>(null);
  const turn = useAction(async () => {
    done.value = null;
    if (!isOn) await enrol();
    const second = await askSecurityKey();
    await engine.setSecondFactor(tidy(typed.value), isOn ? second : null, isOn ? null : second);
    typed.value = '';
    done.value = isOn ? 'key_off' : 'key_on';
  });
  return (
    <Form onSubmit={turn.run}>
      {!isOn && done.value === null && <Before understood={understood.value} understand={(yes) => (understood.value = yes)} />}
      {done.value === null && (
        <Field label={door('unlock_field')}>
          <PassphraseInput value={typed.value} onChange={(value) => (typed.value = value)} shown={false} />
        </Field>
      )}
      <KeyRefused refusal={turn.refusal} />
      {turn.busy && <Progress done={0} total={0} label={w('key_touch')} />}
      <div role="status">{done.value && <Notice tone="good" title={w(done.value)} />}</div>
      {done.value === null && (
        <Button kind="primary" type="submit" wide busy={turn.busy} disabled={tidy(typed.value) === '' || (!isOn && !understood.value)}>
          {w(isOn ? 'key_turn_off' : 'key_turn_on')}
        </Button>
      )}
    </Form>
  );
}

export function SecurityKey() {
  const care = useAnswer(() => engine.keysCare());
  return (
    <Screen title={w('key_title')} back="#/keys">
      <RefusalNotice refusal={care.refusal} />
      {care.value ? <Switch isOn={care.value.hasSecondFactor} /> : <Waiting />}
    </Screen>
  );
}

/** At the closed door. It is offered on every device, so that it says nothing about this one. */
export function UnlockWithKey({ passphrase }: { readonly passphrase: string }) {
  const unlock = useAction(async () => {
    await engine.unlock(passphrase, await askSecurityKey());
    await refresh();
  });
  return (
    <>
      <p>{w('key_unlock_note')}</p>
      <KeyRefused refusal={unlock.refusal} />
      <Button kind="quiet" icon="lock" wide busy={unlock.busy} disabled={passphrase === ''} onClick={unlock.run}>
        {w('key_unlock')}
      </Button>
    </>
  );
}
