/** Changing a passphrase: the old one, and the new one twice. */
import { useSignal } from '@preact/signals';
import { ChoosePassphrase } from '../door/ChoosePassphrase';
import { focusFirstWrong, passComplaint } from '../door/entry';
import { type Complaint, NOTHING_CHOSEN, passphraseOf, tidy } from '../door/passphrase';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Field } from '../parts/Field';
import { Form } from '../parts/Form';
import { Notice } from '../parts/Notice';
import { PassphraseInput } from '../parts/PassphraseInput';
import { Progress } from '../parts/Progress';
import { RefusalNotice } from '../parts/RefusalNotice';
import { words } from '../words';
import { w } from './words';

const wDoor = words('door');

export function ChangePassphrase() {
  const old = useSignal('');
  const chosen = useSignal(NOTHING_CHOSEN);
  const wrong = useSignal<Complaint | null>(null);
  const oldMissing = useSignal(false);
  const done = useSignal(false);
  const change = useAction(async () => {
    oldMissing.value = tidy(old.value) === '';
    wrong.value = await passComplaint(chosen.value);
    if (oldMissing.value || wrong.value !== null) {
      focusFirstWrong();
      return;
    }
    await engine.changePassphrase(tidy(old.value), passphraseOf(chosen.value));
    [old.value, chosen.value, done.value] = ['', NOTHING_CHOSEN, true];
  });
  if (done.value) return <Notice tone="good" title={w('changed')} />;
  return (
    <Form onSubmit={change.run}>
      <Field label={w('old')} error={oldMissing.value ? wDoor('required') : null}>
        <PassphraseInput value={old.value} onChange={(typed) => (old.value = typed)} shown={false} />
      </Field>
      <ChoosePassphrase chosen={chosen} complaint={wrong.value} />
      <RefusalNotice refusal={change.refusal} />
      {change.busy && <Progress done={0} total={0} label={wDoor('working')} />}
      <Button kind="primary" type="submit" wide busy={change.busy}>
        {w('change_do')}
      </Button>
    </Form>
  );
}
