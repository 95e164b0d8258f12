/** Erasing everything on this device: held for three seconds, because whoever needs it may have no time to type. Says at each step what is done already. */
import './erase.css';
import { useSignal } from '@preact/signals';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { HoldButton } from '../parts/HoldButton';
import { Notice } from '../parts/Notice';
import { Progress } from '../parts/Progress';
import { RefusalNotice } from '../parts/RefusalNotice';
import { go } from '../route';
import { lockNow } from '../state';
import { w } from './words';

type Step = 'none' | 'keys' | 'rest';

export function Erase() {
  const step = useSignal<Step>('none');
  const erase = useAction(async () => {
    step.value = 'keys';
    await engine.destroyKeys();
    step.value = 'rest';
    await engine.erase();
    go('#/');
    await lockNow();
  });
  return (
    <div class="stack">
      {step.value === 'none' && <p>{w('erase_note')}</p>}
      {step.value === 'rest' && (
        <Notice tone="good" title={w('erase_keys_gone')}>
          <p>{w('erase_goes_on')}</p>
        </Notice>
      )}
      <RefusalNotice refusal={erase.refusal} />
      {erase.busy ? (
        <Progress done={step.value === 'rest' ? 1 : 0} total={2} label={w(step.value === 'rest' ? 'erase_rest' : 'erase_keys')} />
      ) : (
        <HoldButton icon="stop" label={w('erase_do')} held={w('erase_held')} onHeld={erase.run} />
      )}
    </div>
  );
}
