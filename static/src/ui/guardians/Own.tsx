/** What whoever asked can do: wait, take it back, and once enough guardians have released, see the name. */
import type { NameRequest, OpenedName } from '../../journey/openings';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { w } from './words';

export function Own({ request: { id, state, isHere }, show }: { readonly request: NameRequest; readonly show: (name: OpenedName) => void }) {
  const open = useAction(async () => show(await engine.openName(id)));
  const withdraw = useAction(() => engine.openingDeed({ do: 'withdraw', id }));
  const isAlive = state === 'open' || state === 'ready';
  if (!isAlive && !isHere) return null;
  return (
    <section class="stack" aria-labelledby="own">
      <h2 id="own">{w('own_title')}</h2>
      {state === 'open' && <p>{w('own_wait')}</p>}
      {state === 'ready' && (
        <Notice tone="warn" title={w('own_ready')}>
          <p>{w('own_place')}</p>
        </Notice>
      )}
      <RefusalNotice refusal={open.refusal ?? withdraw.refusal} />
      {(state === 'ready' || isHere) && (
        <Button kind="primary" wide icon="readable" busy={open.busy} onClick={open.run}>
          {w(isHere ? 'show_again' : 'show')}
        </Button>
      )}
      {isAlive && (
        <Button kind="quiet" wide busy={withdraw.busy} onClick={withdraw.run}>
          {w('withdraw')}
        </Button>
      )}
    </section>
  );
}
