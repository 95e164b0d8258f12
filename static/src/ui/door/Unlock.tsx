/** The closed door of a device that belongs to a team. */
import { useSignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Check } from '../parts/Check';
import { Field } from '../parts/Field';
import { Form } from '../parts/Form';
import { Notice } from '../parts/Notice';
import { PassphraseInput } from '../parts/PassphraseInput';
import { Progress } from '../parts/Progress';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { arrival } from '../route';
import { Later } from '../Later';
import { appName } from '../name';
import { refresh } from '../state';
import { tidy } from './passphrase';
import { w } from './words';

function Folded({ title, children }: { readonly title: string; readonly children: () => ComponentChild }) {
  const open = useSignal(false);
  return (
    <details class="more" onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary>{title}</summary>
      <div class="stack">{open.value && children()}</div>
    </details>
  );
}

export function Unlock() {
  const typed = useSignal('');
  const shown = useSignal(false);
  const empty = useSignal(false);
  const unlock = useAction(async () => {
    empty.value = tidy(typed.value) === '';
    if (empty.value) return;
    await engine.unlock(tidy(typed.value));
    await refresh();
  });
  return (
    <Screen title={appName.value}>
      {arrival.value?.kind === 'invite' && (
        <Notice tone="warn" title={w('join_already')}>
          <p>{w('join_already_note')}</p>
        </Notice>
      )}
      <Form onSubmit={unlock.run}>
        <Field label={w('unlock_field')} hint={w('unlock_hint')} error={empty.value ? w('required') : null}>
          <PassphraseInput value={typed.value} onChange={(value) => (typed.value = value)} shown={shown.value} />
        </Field>
        <Check checked={shown.value} onChange={(checked) => (shown.value = checked)} label={w('pass_show')} />
        <RefusalNotice refusal={unlock.refusal} />
        {unlock.busy && <Progress done={0} total={0} label={w('working')} />}
        <Button kind="primary" type="submit" wide busy={unlock.busy}>
          {w('unlock')}
        </Button>
      </Form>
      <Folded title={w('second')}>{() => <Later within show={({ UnlockWithKey }) => <UnlockWithKey passphrase={tidy(typed.value)} />} />}</Folded>
      <Folded title={w('forgot')}>{() => <Later within show={({ Forgot }) => <Forgot />} />}</Folded>
      <Folded title={w('erase')}>{() => <Later within show={({ Erase }) => <Erase />} />}</Folded>
    </Screen>
  );
}
