/** The team: who asks to join, who is in and by which fingerprint, and the way to invite others. */
import './team.css';
import type { Team } from '../../journey';
import { engine } from '../engine';
import { useAnswer } from '../parts/action';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { Waiting } from '../parts/Waiting';
import { Way } from '../parts/Way';
import { overview } from '../state';
import { FormsScreen } from '../forms/FormsScreen';
import { w as forms } from '../forms/words';
import { w as readers } from './governing_words';
import { InviteSomeone } from './InviteSomeone';
import { Proposals } from './Proposals';
import { ReadersScreen } from './ReadersScreen';
import { Requests } from './Requests';
import { Advice, NotJoined, OldRoster } from './Warnings';
import { w } from './words';

function Inside({ team }: { readonly team: Team }) {
  const mayAdmit = overview.value?.me.roles.includes('admin') === true;
  return (
    <>
      <OldRoster />
      {mayAdmit && <Proposals />}
      {mayAdmit && <Requests requests={team.requests} />}
      <Advice />
      <Way to="#/team/readers" icon="readable" title={readers('readers')}>
        <small>{readers('readers_way')}</small>
      </Way>
      {overview.value?.me.roles.includes('coordinator') && (
        <Way to="#/team/forms" icon="draft" title={forms('way')}>
          <small>{forms('way_note')}</small>
        </Way>
      )}
      {mayAdmit && <InviteSomeone />}
    </>
  );
}

/** `part`: "readers", "forms", or the team's first screen. */
export function TeamScreen({ part }: { readonly part: string }) {
  if (part === 'forms') return <FormsScreen />;
  return part === 'readers' ? <ReadersScreen /> : <FirstScreen />;
}

function FirstScreen() {
  const team = useAnswer(() => engine.team());
  const mine = overview.value?.fingerprint;
  return (
    <Screen title={w('team')} back="#/">
      {mine !== undefined && (
        <p class="stack-close">
          <small>{w('mine')}</small>
          <span class="fingerprint">{mine}</span>
        </p>
      )}
      <RefusalNotice refusal={team.refusal} />
      {team.value ? team.value.members.length === 0 ? <NotJoined /> : <Inside team={team.value} /> : team.refusal === null && <Waiting />}
    </Screen>
  );
}
