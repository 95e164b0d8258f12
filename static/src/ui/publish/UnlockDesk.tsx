/** A desk that was closed: its own passphrase opens it. */
import { useSignal } from '@preact/signals';
import type { DeskStatus } from '../../journey';
import { tidy } from '../door/passphrase';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Check } from '../parts/Check';
import { Field } from '../parts/Field';
import { Form } from '../parts/Form';
import { PassphraseInput } from '../parts/PassphraseInput';
import { RefusalNotice } from '../parts/RefusalNotice';
import { w } from './words';

export function UnlockDesk({ done }: { readonly done: (status: DeskStatus) => void }) {
  const typed = useSignal('');
  const shown = useSignal(false);
  const empty = useSignal(false);
  const unlock = useAction(async () => {
    empty.value = tidy(typed.value) === '';
    if (!empty.value) done(await engine.unlockDesk(tidy(typed.value)));
  });
  return (
    <section class="stack">
      <h2>{w('locked_title')}</h2>
      <Form onSubmit={unlock.run}>
        <Field label={w('pass')} hint={w('locked_note')} error={empty.value ? w('required') : null}>
          <PassphraseInput value={typed.value} onChange={(value) => (typed.value = value)} shown={shown.value} />
        </Field>
        <Check checked={shown.value} onChange={(checked) => (shown.value = checked)} label={w('pass_show')} />
        <RefusalNotice refusal={unlock.refusal} />
        <Button kind="primary" type="submit" wide busy={unlock.busy}>{w('unlock')}</Button>
      </Form>
    </section>
  );
}
