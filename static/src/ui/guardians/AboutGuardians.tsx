/** What guardians are, how many there are and how many open a name, what is lost with them, and the way to paper copies. */
import type { Team } from '../../journey';
import { engine } from '../engine';
import { useAnswer } from '../parts/action';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { Waiting } from '../parts/Waiting';
import { Way } from '../parts/Way';
import { guardiansOf, type Guarding } from './strength';
import { w } from './words';

function Judged({ guarding: { k, n, strength } }: { readonly guarding: Guarding }) {
  switch (strength) {
    case 'none':
      return <Notice tone="danger" title={w('about_none')} />;
    case 'alone':
      return <Notice tone="danger" title={w('about_alone')} />;
    case 'all':
      return <Notice tone="warn" title={w('about_all')} />;
    case 'few':
      return <Notice tone="warn" title={w('about_few')} />;
    case 'good':
      return <Notice tone="good" title={w('about_good', { n: n - k })} />;
    default:
      return strength satisfies never;
  }
}

function Now({ team }: { readonly team: Team }) {
  const guarding = guardiansOf(team);
  const { k, n } = guarding;
  return (
    <section class="stack" aria-labelledby="now">
      <h2 id="now">{w('about_now')}</h2>
      {n > 0 && (
        <div class="card stack-close">
          <strong>{w('about_n', { n })}</strong>
          <span>{w('about_k', { n: k })}</span>
        </div>
      )}
      <Judged guarding={guarding} />
      {n > 0 && (
        <>
          <h2>{w('about_lost_title')}</h2>
          <p>{w('about_lost', { n: n - k + 1 })}</p>
          <p>{w('about_taken', { n: k })}</p>
        </>
      )}
    </section>
  );
}

export function AboutGuardians() {
  const team = useAnswer(() => engine.team());
  return (
    <Screen title={w('about')} back="#/">
      <p>{w('about_what')}</p>
      <RefusalNotice refusal={team.refusal} />
      {team.value ? <Now team={team.value} /> : team.refusal === null && <Waiting />}
      <div class="list">
        <Way to="#/keys/paper" icon="draft" title={w('about_paper')}>
          <small>{w('about_paper_note')}</small>
        </Way>
        <Way to="#/team" icon="people" title={w('about_team')}>
          <small>{w('about_team_note')}</small>
        </Way>
      </div>
      <section class="stack-close" aria-labelledby="advice">
        <h2 id="advice">{w('about_advice')}</h2>
        <p>{w('about_advice_5')}</p>
        <p>{w('about_advice_3')}</p>
        <p>{w('about_advice_where')}</p>
      </section>
      <section class="stack-close" aria-labelledby="before">
        <h2 id="before">{w('about_before')}</h2>
        <p>{w('about_before_note')}</p>
      </section>
    </Screen>
  );
}
