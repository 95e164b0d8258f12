/** What was handed over and how far it has come. Three states, each in words, with a shape and with what it means for the person. */
import type { Handed, HandedState } from '../../journey';
import type { IconName } from '../parts/Icon';
import type { Tone } from '../parts/Notice';
import { Chip } from '../parts/Chip';
import { moment } from '../words';
import { w } from './words';

/** A phone that has sent thousands shows the newest; the counts beside each state are always of all. */
const SHOWN = 20;
const STATES: readonly HandedState[] = ['sealed', 'delivered', 'readable'];
const LOOK: Readonly<Record<HandedState, { readonly tone: Tone; readonly icon: IconName }>> = {
  sealed: { tone: 'warn', icon: 'sealed' },
  delivered: { tone: 'calm', icon: 'delivered' },
  readable: { tone: 'good', icon: 'readable' },
};

function Entries({ state, handed }: { readonly state: HandedState; readonly handed: readonly Handed[] }) {
  const newest = [...handed].sort((one, other) => other.sealedAt - one.sealedAt);
  return (
    <div class="card stack">
      <div class="row row-apart">
        <Chip tone={LOOK[state].tone} icon={LOOK[state].icon}>
          {w(`state_${state}`)}
        </Chip>
        <strong>{handed.length}</strong>
      </div>
      <small>{w(`explain_${state}`)}</small>
      <ul class="handed">
        {newest.slice(0, SHOWN).map(({ record, pseudonym, sealedAt }) => (
          <li key={record}>
            <bdi>{pseudonym}</bdi>
            <small>{w('sealed_at', { when: moment(sealedAt) })}</small>
          </li>
        ))}
      </ul>
      {newest.length > SHOWN && <small>{w('handed_more', { n: newest.length - SHOWN })}</small>}
    </div>
  );
}

export function HandedOver({ handed }: { readonly handed: readonly Handed[] }) {
  return (
    <section class="stack" aria-labelledby="handed">
      <h2 id="handed">{w('handed')}</h2>
      {handed.length === 0 && <p class="soft">{w('handed_none')}</p>}
      {STATES.map((state) => ({ state, of: handed.filter((each) => each.state === state) }))
        .filter(({ of }) => of.length > 0)
        .map(({ state, of }) => (
          <Entries key={state} state={state} handed={of} />
        ))}
    </section>
  );
}
