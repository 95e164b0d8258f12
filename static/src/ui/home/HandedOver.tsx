/** What was handed over and how far it has come. Three states, each in words, with a shape and with what it means for the person. */
import type { Handed, HandedState } from '../../journey';
import { Chip } from '../parts/Chip';
import type { IconName } from '../parts/Icon';
import type { Tone } from '../parts/Notice';
import { moment } from '../words';
import { w } from './words';

/** A phone that has sent thousands lists the newest; the counts beside each state are always of all. */
const SHOWN = 50;
const STATES: readonly HandedState[] = ['sealed', 'delivered', 'readable'];
const LOOK: Readonly<Record<HandedState, { readonly tone: Tone; readonly icon: IconName }>> = {
  sealed: { tone: 'warn', icon: 'sealed' },
  delivered: { tone: 'calm', icon: 'delivered' },
  readable: { tone: 'good', icon: 'readable' },
};

function Entries({ handed }: { readonly handed: readonly Handed[] }) {
  const newest = [...handed].sort((one, other) => other.sealedAt - one.sealedAt);
  return (
    <details class="more">
      <summary>{w('handed_show', { n: handed.length })}</summary>
      <ul class="handed">
        {newest.slice(0, SHOWN).map(({ record, pseudonym, sealedAt }) => (
          <li key={record}>
            <bdi class="code">{pseudonym}</bdi>
            <small>{moment(sealedAt)}</small>
          </li>
        ))}
      </ul>
      {newest.length > SHOWN && <small>{w('handed_more', { n: newest.length - SHOWN })}</small>}
    </details>
  );
}

function InState({ state, handed }: { readonly state: HandedState; readonly handed: readonly Handed[] }) {
  if (handed.length === 0) return null;
  return (
    <div class="card stack-close">
      <div class="row row-apart">
        <Chip tone={LOOK[state].tone} icon={LOOK[state].icon}>
          {w(`state_${state}`)}
        </Chip>
        <strong>{handed.length}</strong>
      </div>
      <small>{w(`explain_${state}`)}</small>
      <Entries handed={handed} />
    </div>
  );
}

export function HandedOver({ handed }: { readonly handed: readonly Handed[] }) {
  return (
    <section class="stack" aria-labelledby="handed">
      <h2 id="handed">{w('handed')}</h2>
      {handed.length === 0 && <p class="soft">{w('handed_none')}</p>}
      {STATES.map((state) => (
        <InState key={state} state={state} handed={handed.filter((each) => each.state === state)} />
      ))}
    </section>
  );
}
