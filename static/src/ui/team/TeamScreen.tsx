/** The team: who asks to join, who is in and by which fingerprint, and the way to invite others. */
import './team.css';
import type { Team, TeamMember } from '../../journey';
import { engine } from '../engine';
import { useAnswer } from '../parts/action';
import { Chip } from '../parts/Chip';
import { RefusalNotice } from '../parts/RefusalNotice';
import { roleNames } from '../parts/roles';
import { Screen } from '../parts/Screen';
import { Waiting } from '../parts/Waiting';
import { overview } from '../state';
import { InviteSomeone } from './InviteSomeone';
import { Requests } from './Requests';
import { w } from './words';

function Member({ member }: { readonly member: TeamMember }) {
  return (
    <li class="card stack-close">
      <div class="row row-apart">
        <strong>
          <bdi>{member.label}</bdi>
        </strong>
        {member.me && <Chip tone="good">{w('me')}</Chip>}
        {member.removed && <Chip tone="danger">{w('removed')}</Chip>}
      </div>
      <small>{roleNames(member.roles)}</small>
      <span class="fingerprint">{member.fingerprint}</span>
    </li>
  );
}

function Inside({ team }: { readonly team: Team }) {
  const mayAdmit = overview.value?.me.roles.includes('admin') === true;
  return (
    <>
      {mayAdmit && <Requests requests={team.requests} />}
      <section class="stack" aria-labelledby="members">
        <h2 id="members">{w('members')}</h2>
        <ul class="list">
          {team.members.map((member) => (
            <Member key={member.deviceId} member={member} />
          ))}
        </ul>
        <p>
          <small>
            {w('rules_admins', { n: team.quorum })} {w('rules_guardians', { n: team.guardiansNeeded })}
          </small>
        </p>
      </section>
      {mayAdmit && <InviteSomeone />}
    </>
  );
}

export function TeamScreen() {
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
      {team.value ? <Inside team={team.value} /> : team.refusal === null && <Waiting />}
    </Screen>
  );
}
