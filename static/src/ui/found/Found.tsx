/** Founding a team: a name, a label for oneself, a passphrase, and the server's founding code if the server asks for one. */
import { useSignal } from '@preact/signals';
import { isRefusal } from '../../format/refusals';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Field } from '../parts/Field';
import { Form } from '../parts/Form';
import { Progress } from '../parts/Progress';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { go } from '../route';
import { refresh } from '../state';
import { ChoosePassphrase } from '../door/ChoosePassphrase';
import { focusFirstWrong, useEntry } from '../door/entry';
import { LabelField } from '../door/LabelField';
import { passphraseOf } from '../door/passphrase';
import { w as door } from '../door/words';
import { ChooseSealing } from './ChooseSealing';
import { w } from './words';
import type { Sealing } from '../../journey/own';

export function Found() {
  const team = useSignal('');
  const teamMissing = useSignal(false);
  const code = useSignal<string | null>(null);
  const sealing = useSignal<Sealing>({ when: 'atDone' });
  const entry = useEntry();
  const found = useAction(async () => {
    teamMissing.value = team.value.trim() === '';
    if (!(await entry.check()) || teamMissing.value) {
      focusFirstWrong();
      return;
    }
    try {
      await engine.found(team.value.trim(), entry.label.value.trim(), passphraseOf(entry.chosen.value), code.value?.trim() || null, sealing.value);
    } catch (reason) {
      if (isRefusal(reason) && reason.name === 'founding_code') code.value ??= '';
      throw reason;
    }
    go('#/guardians');
    await refresh();
  });
  return (
    <Screen title={door('found')} back="#/">
      <Form onSubmit={found.run}>
        <Field label={w('team_name')} hint={w('team_name_hint')} error={teamMissing.value ? door('required') : null}>
          <input dir="auto" value={team.value} onInput={(event) => (team.value = event.currentTarget.value)} />
        </Field>
        <LabelField entry={entry} />
        <ChoosePassphrase chosen={entry.chosen} complaint={entry.passComplaint.value} />
        <ChooseSealing chosen={sealing} />
        {code.value !== null && (
          <Field label={w('code')} hint={w('code_hint')}>
            <input class="code" value={code.value} onInput={(event) => (code.value = event.currentTarget.value)} />
          </Field>
        )}
        <RefusalNotice refusal={found.refusal} />
        {found.busy && <Progress done={0} total={0} label={door('working')} />}
        <Button kind="primary" type="submit" wide busy={found.busy}>
          {w('found_do')}
        </Button>
      </Form>
    </Screen>
  );
}
