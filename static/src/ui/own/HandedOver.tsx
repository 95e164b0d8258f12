/** What was handed over and how far it has come. Three states, each in words, with a shape and with what it means for the person. */
import { useSignal } from '@preact/signals';
import type { Handed, HandedState } from '../../journey/own';
import { Chip } from '../parts/Chip';
import type { IconName } from '../parts/Icon';
import type { Tone } from '../parts/Notice';
import { HandedEntries } from './HandedEntries';
import { w } from './words';

const STATES: readonly HandedState[] = ['sealed', 'delivered', 'readable'];
const LOOK: Readonly<Record<HandedState, { readonly tone: Tone; readonly icon: IconName }>> = {
  sealed: { tone: 'warn', icon: 'sealed' },
  delivered: { tone: 'calm', icon: 'delivered' },
  readable: { tone: 'good', icon: 'readable' },
};

function InState({ state, handed }: { readonly state: HandedState; readonly handed: readonly Handed[] }) {
  const unfolded = useSignal(false);
  if (handed.length === 0) return null;
  const open = handed.filter((one) => one.open).length;
  return (
    <div class="card stack-close">
      <div class="row row-apart">
        <Chip tone={LOOK[state].tone} icon={LOOK[state].icon}>
          {w(`state_${state}`)}
        </Chip>
        <strong>{handed.length}</strong>
      </div>
      <small>{open > 0 ? w('explain_open', { n: open }) : state === 'sealed' && w('explain_closed')}</small>
      <small>{w(`explain_${state}`)}</small>
      <details class="more" onToggle={(event) => (unfolded.value = event.currentTarget.open)}>
        <summary>{w('handed_show', { n: handed.length })}</summary>
        {unfolded.value && <HandedEntries handed={handed} />}
      </details>
    </div>
  );
}

export function HandedOver({ handed }: { readonly handed: readonly Handed[] }) {
  return (
    <section class="stack" aria-labelledby="handed">
      <h2 id="handed">{w('handed')}</h2>
      {STATES.map((state) => (
        <InState key={state} state={state} handed={handed.filter((each) => each.state === state)} />
      ))}
    </section>
  );
}
