/** Where the exchange with the server stands, in plain words, and a button for those who do not want to wait. Never says more than is known. */
import { engine } from '../engine';
import type { Overview, SyncState } from '../../journey';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Icon, type IconName } from '../parts/Icon';
import { RefusalNotice } from '../parts/RefusalNotice';
import { go } from '../route';
import { exchange } from '../state';
import { moment } from '../words';
import { w } from './words';

const ICON: Readonly<Record<SyncState['phase'], IconName>> = { idle: 'check', working: 'refresh', offline: 'clock', refused: 'stop', saving: 'clock' };

const megabytes = (bytes: number): string => (bytes / 1_048_576).toFixed(1);

function iconOf({ phase, lastSuccess }: SyncState, left: number): IconName {
  return phase === 'idle' && (left > 0 || lastSuccess === null) ? 'clock' : ICON[phase];
}

/** One sentence. "Everything was sent" is said only if the last exchange worked and nothing is left. */
function sentence({ phase, done, total, mediaDone, mediaTotal, lastSuccess, delayed }: SyncState, left: number): string {
  if (phase === 'working') return total > 0 ? w('sync_working', { done, total }) : w('sync_working_open');
  if (phase === 'offline') return w('sync_offline');
  if (phase === 'refused') return w('sync_refused');
  if (phase === 'saving') return w('sync_saving');
  if (left > 0) return w(delayed ? 'sync_delayed' : 'sync_left', { n: left });
  if (mediaTotal > mediaDone) return w('sync_media', { left: megabytes(mediaTotal - mediaDone) });
  return lastSuccess === null ? w('sync_never') : w('sync_idle');
}

export function SyncLine({ about }: { readonly about: Overview }) {
  const send = useAction(async () => {
    exchange.value = await engine.sync();
  });
  const anyway = useAction(async () => {
    exchange.value = await engine.sendAnyway();
  });
  const state = exchange.value ?? about.sync;
  const words = sentence(state, about.handed.sealed);
  const mediaLeft = w('sync_media', { left: megabytes(state.mediaTotal - state.mediaDone) });
  const last = state.lastSuccess === null ? w('sync_never') : w('sync_last', { when: moment(state.lastSuccess) });
  return (
    <section class="card stack sync">
      <div class="row sync-words" role="status" aria-live="polite">
        <Icon name={iconOf(state, about.handed.sealed)} />
        <span class="stack-close">
          <span>{words}</span>
          {state.phase === 'saving' && about.handed.sealed > 0 && <small>{w('sync_left', { n: about.handed.sealed })}</small>}
          {state.mediaTotal > state.mediaDone && mediaLeft !== words && <small>{mediaLeft}</small>}
          {last !== words && <small>{last}</small>}
        </span>
      </div>
      {state.phase === 'working' && state.total > 0 && <progress aria-label={words} value={state.done} max={state.total} />}
      {state.phase === 'refused' && <RefusalNotice refusal={state.refusal ?? 'app_failed'} />}
      <RefusalNotice refusal={send.refusal ?? anyway.refusal} />
      {state.phase === 'saving' && (
        <Button kind="quiet" icon="share" wide busy={anyway.busy} onClick={anyway.run}>
          {w('sync_anyway')}
        </Button>
      )}
      <Button kind="quiet" icon="refresh" wide busy={send.busy || state.phase === 'working'} onClick={send.run}>
        {w('sync_now')}
      </Button>
      <Button kind="quiet" icon="people" wide onClick={() => go('#/carry')}>
        {w('sync_carry')}
      </Button>
    </section>
  );
}
