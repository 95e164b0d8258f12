/** The part of the home screen about names: requests that wait, and how well names are guarded. A guardian who is no coordinator has this and little else. */
import type { Overview } from '../../journey';
import { engine } from '../engine';
import { useAnswer } from '../parts/action';
import { Chip } from '../parts/Chip';
import { Way } from '../parts/Way';
import { guardiansOf } from './strength';
import { w } from './words';

function NamesWay({ openings: { open, forMe } }: Pick<Overview, 'openings'>) {
  return (
    <Way to="#/names" icon="lock" title={w('list')}>
      {open === 0 && <small>{w('list_none')}</small>}
      {open > 0 && (
        <span class="row chips">
          {forMe > 0 ? <Chip tone="warn">{w('list_for_me', { n: forMe })}</Chip> : <Chip tone="calm">{w('list_open', { n: open })}</Chip>}
        </span>
      )}
    </Way>
  );
}

function GuardiansWay() {
  const team = useAnswer(() => engine.team());
  const guarding = team.value && guardiansOf(team.value);
  return (
    <Way to="#/guardians" icon="people" title={w('about')}>
      {guarding && (
        <>
          <small>{w('way_note', { k: guarding.k, n: guarding.n })}</small>
          {guarding.strength !== 'good' && (
            <span class="row chips">
              <Chip tone="warn">{w('way_weak')}</Chip>
            </span>
          )}
        </>
      )}
    </Way>
  );
}

export function Guarding({ openings }: Pick<Overview, 'openings'>) {
  return (
    <>
      <NamesWay openings={openings} />
      <GuardiansWay />
    </>
  );
}

/** Before somebody is let in as a guardian: what they will hold, and what they will not. */
export function BeforeAGuardian() {
  return (
    <p>
      {w('before_admitting')} <a href="#/guardians">{w('before_more')}</a>
    </p>
  );
}
