/** The demonstration, before it begins: what it does, what it does not, and the words that open it again. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Progress } from '../parts/Progress';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { arrival, go } from '../route';
import { refresh } from '../state';
import { w } from './words';

export function Try() {
  const passphrase = useSignal('');
  const draw = useAction(async () => {
    passphrase.value = await engine.suggestPassphrase();
  });
  const start = useAction(async () => {
    await engine.startDemo(passphrase.value);
    go('#/');
    await refresh();
  });
  useEffect(() => {
    arrival.value = null;
    draw.run();
  }, []);
  return (
    <Screen title={w('demo_title')} back="#/">
      <p>{w('demo_what')}</p>
      <p>{w('demo_who')}</p>
      <p>{w('demo_remove')}</p>
      <div class="card stack-close">
        <small>{w('demo_pass')}</small>
        <p class="offered code" lang="en">
          {passphrase.value}
        </p>
      </div>
      <RefusalNotice refusal={draw.refusal ?? start.refusal} />
      {start.busy && <Progress done={0} total={0} label={w('demo_working')} />}
      <Button kind="primary" wide busy={start.busy} disabled={passphrase.value === ''} onClick={start.run}>
        {w('demo_do')}
      </Button>
    </Screen>
  );
}
