/** A witness came with their number: what it means is said first, then it is typed, then it is sealed like anything else. */
import { useSignal } from '@preact/signals';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Field } from '../parts/Field';
import { Form } from '../parts/Form';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { Way } from '../parts/Way';
import { go } from '../route';
import { w } from './words';

export function WithdrawWay() {
  return (
    <Way to="#/withdraw" icon="stop" title={w('way')}>
      <small>{w('way_note')}</small>
    </Way>
  );
}

export function Withdraw() {
  const typed = useSignal('');
  const done = useSignal(false);
  const withdraw = useAction(async () => {
    await engine.withdraw(typed.value);
    typed.value = '';
    done.value = true;
  });
  return (
    <Screen title={w('title')} back="#/">
      {done.value ? (
        <>
          <Notice tone="good">{w('done')}</Notice>
          <Button kind="primary" wide onClick={() => go('#/')}>
            {w('to_home')}
          </Button>
        </>
      ) : (
        <Form onSubmit={withdraw.run}>
          <p>{w('means')}</p>
          <Field label={w('ask')}>
            <input class="code" dir="ltr" inputMode="numeric" required value={typed.value} onInput={(event) => (typed.value = event.currentTarget.value)} />
          </Field>
          <Notice tone="warn">{w('no_return')}</Notice>
          <RefusalNotice refusal={withdraw.refusal} />
          <Button kind="danger" type="submit" wide busy={withdraw.busy}>
            {w('do')}
          </Button>
        </Form>
      )}
    </Screen>
  );
}
