/** The backup file: chooses a passphrase of its own, and gives the file out. */
import { useSignal } from '@preact/signals';
import { engine } from '../engine';
import { give } from '../carry/file';
import { ChoosePassphrase } from '../door/ChoosePassphrase';
import { focusFirstWrong, usePassphrase } from '../door/entry';
import { passphraseOf } from '../door/passphrase';
import { w as door } from '../door/words';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Form } from '../parts/Form';
import { Notice } from '../parts/Notice';
import { Progress } from '../parts/Progress';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { Way } from '../parts/Way';
import { w } from './words';

export function BackupFile() {
  const entry = usePassphrase();
  const written = useSignal<string | null>(null);
  const write = useAction(async () => {
    written.value = null;
    if (!(await entry.check())) {
      focusFirstWrong();
      return;
    }
    const file = await engine.writeBackup(passphraseOf(entry.chosen.value));
    written.value = file.name;
    await give(file);
  });
  return (
    <Screen title={w('file_title')} back="#/keys">
      <p>{w('file_what')}</p>
      <Notice tone="warn">
        <p>{w('file_pass')}</p>
      </Notice>
      <Form onSubmit={write.run}>
        <ChoosePassphrase chosen={entry.chosen} complaint={entry.complaint.value} aside />
        <RefusalNotice refusal={write.refusal} />
        {write.busy && <Progress done={0} total={0} label={door('working')} />}
        <Button kind="primary" icon="share" type="submit" wide busy={write.busy}>
          {w('file_make')}
        </Button>
      </Form>
      {written.value !== null && (
        <>
          <Notice tone="good" title={w('file_done', { name: written.value })}>
            <p>{w('file_done_note')}</p>
          </Notice>
          <Way to="#/keys/drill" icon="try" title={w('drill_way')}>
            {null}
          </Way>
        </>
      )}
    </Screen>
  );
}
