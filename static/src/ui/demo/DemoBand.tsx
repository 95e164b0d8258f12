/** The mark of a demonstration: above every screen, as long as there is one, with the button that removes it. */
import { useSignal } from '@preact/signals';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { RefusalNotice } from '../parts/RefusalNotice';
import { go } from '../route';
import { lockNow } from '../state';
import { w } from './words';

export function DemoBand() {
  const asked = useSignal(false);
  const remove = useAction(async () => {
    await engine.erase();
    asked.value = false;
    go('#/');
    await lockNow();
  });
  return (
    <aside class="band" aria-label={w('demo')}>
      <span>{w('demo')}</span>
      {asked.value ? (
        <span class="row">
          <Button kind="danger" busy={remove.busy} onClick={remove.run}>
            {w('remove_sure')}
          </Button>
          <Button kind="quiet" disabled={remove.busy} onClick={() => (asked.value = false)}>
            {w('keep')}
          </Button>
        </span>
      ) : (
        <Button kind="quiet" onClick={() => (asked.value = true)}>
          {w('remove')}
        </Button>
      )}
      <RefusalNotice refusal={remove.refusal} />
    </aside>
  );
}
