/** Who can read what, since when and by whom: every device with its fingerprint to be read aloud, the rules in plain words, and all that ever changed. */
import './team.css';
import { useSignal } from '@preact/signals';
import type { Since } from '../../journey/governing';
import type { Reader, Readers } from '../../journey/governing';
import { engine } from '../engine';
import { useAction, useAnswer } from '../parts/action';
import { Check } from '../parts/Check';
import { Chip } from '../parts/Chip';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { roleNames } from '../parts/roles';
import { Screen } from '../parts/Screen';
import { Waiting } from '../parts/Waiting';
import { overview } from '../state';
import { day } from '../words';
import { ChangeRules } from './ChangeRules';
import { actInWords, labels, rulesInWords, w } from './governing_words';
import { Removal } from './Removal';
import { w as team } from './words';

const at = ({ seq, time, by }: Since): { readonly seq: number; readonly day: string; readonly who: string } => ({ seq, day: day(time), who: labels(by) });

function OneReader({ member, readers, mayRemove, done }: { readonly member: Reader; readonly readers: Readers; readonly mayRemove: boolean; readonly done: (said: string) => void }) {
  const compared = useAction((isSame: boolean) => engine.govern('compared', member.deviceId, isSame));
  return (
    <li class="card stack-close">
      <div class="row row-apart">
        <strong>
          <bdi>{member.label}</bdi>
        </strong>
        {member.me && <Chip tone="good">{team('me')}</Chip>}
      </div>
      <small>{roleNames(member.roles)}</small>
      {member.roles.map((role) => (
        <p key={role}>{role === 'guardian' ? w('reads_guardian', { n: readers.rules.guardiansNeeded }) : w(`reads_${role}`)}</p>
      ))}
      <small>{w('since', at(member.since))}</small>
      <span class="fingerprint">{member.fingerprint}</span>
      {!member.me && <Check checked={member.comparedOn !== null} onChange={compared.run} label={w('compared')} />}
      {member.comparedOn !== null && <small>{w('compared_on', { day: day(member.comparedOn) })}</small>}
      <RefusalNotice refusal={compared.refusal} />
      {mayRemove && !member.me && <Removal member={member} done={done} />}
    </li>
  );
}

function Gone({ members }: { readonly members: readonly Reader[] }) {
  if (members.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="gone">
      <h2 id="gone">{w('gone')}</h2>
      <ul class="list">
        {members.map((member) => (
          <li key={member.deviceId} class="card stack-close">
            <strong>
              <bdi>{member.label}</bdi>
            </strong>
            {member.left !== null && <small>{w('left', at(member.left))}</small>}
            <small>{w(`reason_${member.reason ?? 'none'}`)}</small>
            <span class="fingerprint">{member.fingerprint}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Inside({ readers }: { readonly readers: Readers }) {
  const said = useSignal('');
  const mayGovern = overview.value?.me.roles.includes('admin') === true;
  const done = (sentence: string): void => {
    said.value = sentence;
    scrollTo(0, 0);
  };
  return (
    <>
      {said.value !== '' && <Notice tone="good">{said.value}</Notice>}
      <p>{w('how_to_compare')}</p>
      <ul class="list">
        {readers.members
          .filter(({ removed }) => !removed)
          .map((member) => (
            <OneReader key={member.deviceId} member={member} readers={readers} mayRemove={mayGovern} done={done} />
          ))}
      </ul>
      <Gone members={readers.members.filter(({ removed }) => removed)} />
      <section class="stack" aria-labelledby="rules">
        <h2 id="rules">{w('rules')}</h2>
        <ul>
          {rulesInWords(readers.rules).map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
        {mayGovern && <ChangeRules readers={readers} done={done} />}
      </section>
      <section class="stack" aria-labelledby="history">
        <h2 id="history">{w('history')}</h2>
        <ol class="list">
          {readers.history.toReversed().map((entry) => (
            <li key={entry.seq} class="stack-close">
              <small>{w('entry', at(entry))}</small>
              {entry.acts.flatMap(actInWords).map((sentence, place) => (
                <p key={place}>{sentence}</p>
              ))}
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

export function ReadersScreen() {
  const readers = useAnswer(() => engine.govern('readers'));
  return (
    <Screen title={w('readers')} back="#/team">
      <RefusalNotice refusal={readers.refusal} />
      {readers.value ? <Inside readers={readers.value} /> : readers.refusal === null && <Waiting />}
    </Screen>
  );
}
