/** After sealing: the name it goes by, and how far it has come, kept up to date. Nothing of what was written can be seen any more. */
import { engine } from '../engine';
import { Later } from '../Later';
import { useAnswer } from '../parts/action';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { Screen } from '../parts/Screen';
import { go } from '../route';
import type { JustSealed } from './session';
import { w } from './words';

export function Sealed({ handed, number, hasWitness, another }: JustSealed & { readonly another: () => void }) {
  const fresh = useAnswer(() => engine.handed());
  const now = fresh.value?.find((one) => one.record === handed.record) ?? handed;
  return (
    <Screen title={w('sealed_title')}>
      <p>{w('sealed_name', { pseudonym: now.pseudonym })}</p>
      <p class="soft">{w('sealed_name_note')}</p>
      <Notice tone={now.state === 'sealed' ? 'calm' : 'good'}>{w(`state_${now.state}`)}</Notice>
      {hasWitness && <Later within show={({ GivenNumber }) => <GivenNumber number={number} />} />}
      <p>{w('sealed_thanks')}</p>
      <Button kind="primary" wide onClick={() => go('#/')}>
        {w('to_home')}
      </Button>
      <Button kind="quiet" wide onClick={another}>
        {w('another')}
      </Button>
    </Screen>
  );
}
