/** Erasing everything on this device, after a word typed by hand: no slip of a finger may do this. */
import { useSignal } from '@preact/signals';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Field } from '../parts/Field';
import { Form } from '../parts/Form';
import { RefusalNotice } from '../parts/RefusalNotice';
import { go } from '../route';
import { lockNow } from '../state';
import { w } from './words';

export function Erase() {
  const typed = useSignal('');
  const erase = useAction(async () => {
    await engine.erase();
    go('#/');
    await lockNow();
  });
  const confirmed = typed.value.trim().toLowerCase() === w('erase_word');
  return (
    <Form onSubmit={() => confirmed && erase.run()}>
      <p>{w('erase_note')}</p>
      <Field label={w('erase_type', { word: w('erase_word') })}>
        <input dir="auto" autocomplete="off" autocapitalize="none" spellcheck={false} value={typed.value} onInput={(event) => (typed.value = event.currentTarget.value)} />
      </Field>
      <RefusalNotice refusal={erase.refusal} />
      <Button kind="danger" type="submit" wide disabled={!confirmed} busy={erase.busy}>
        {w('erase_do')}
      </Button>
    </Form>
  );
}
