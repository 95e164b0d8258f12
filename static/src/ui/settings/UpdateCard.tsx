/** A checked new version waits; a tap starts it. Says plainly why it cannot start while something is being recorded. */
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { update } from '../update';
import { words } from '../words';
import { startUpdate } from './versions';

const w = words('update');

export function UpdateCard() {
  const start = useAction(startUpdate);
  return (
    <aside class="update">
      <Notice tone="calm" title={w('ready')}>
        <p>{w('ready_note')}</p>
        {update.value === 'busy' && <p role="alert">{w('busy')}</p>}
        <RefusalNotice refusal={start.refusal} />
        <Button kind="primary" busy={start.busy} onClick={start.run}>
          {w('start')}
        </Button>
      </Notice>
    </aside>
  );
}
