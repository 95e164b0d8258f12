/** Passphrases and locking: quick taps, changing a passphrase, and a second one. The long forms are shown when they are asked for. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { engine } from '../engine';
import { useAnswer } from '../parts/action';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { QuickTaps } from './QuickTaps';
import { ChangePassphrase } from './ChangePassphrase';
import { SecondPassphrase } from './SecondPassphrase';
import { w } from './words';

function Folded({ title, children }: { readonly title: string; readonly children: () => ComponentChildren }) {
  const open = useSignal(false);
  return (
    <details class="more" onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary>{title}</summary>
      {open.value && children()}
    </details>
  );
}

export function PassphrasesScreen() {
  const known = useAnswer(() => engine.passphrases());
  return (
    <Screen title={w('title')} back="#/settings">
      <RefusalNotice refusal={known.refusal} />
      {known.value && <QuickTaps erases={known.value.tapsErase} />}
      <Folded title={w('change')}>{() => <ChangePassphrase />}</Folded>
      {known.value && <Folded title={w('second')}>{() => <SecondPassphrase hasSecond={known.value?.hasSecond === true} />}</Folded>}
    </Screen>
  );
}
