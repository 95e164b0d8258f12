/** Home: what this person can do here, what is on this device, and how far everything has come. */
import './home.css';
import { useEffect } from 'preact/hooks';
import type { Overview } from '../../journey';
import { Later } from '../Later';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { roleNames } from '../parts/roles';
import { Screen } from '../parts/Screen';
import { Waiting } from '../parts/Waiting';
import { go } from '../route';
import { lockNow, overview } from '../state';
import { askToKeep } from '../storage';
import { InSafariTab } from './InSafariTab';
import { Recorded, RecordTile } from './Recording';
import { SyncLine } from './SyncLine';
import { TeamWay } from './TeamWay';
import { w } from './words';

function NotAdmitted({ fingerprint }: { readonly fingerprint: string }) {
  return (
    <Notice tone="warn" title={w('wait_title')}>
      <p>{w('wait_note')}</p>
      <p>{w('wait_read')}</p>
      <p class="fingerprint">{fingerprint}</p>
    </Notice>
  );
}

function hasSomething({ drafts, handed }: Overview): boolean {
  return drafts + handed.sealed + handed.delivered + handed.readable > 0;
}

function Inside({ about }: { readonly about: Overview }) {
  const { roles, label } = about.me;
  const ask = about.persisted === null && hasSomething(about);
  useEffect(() => {
    if (ask) void askToKeep();
  }, [ask]);
  const coordinates = roles.includes('coordinator');
  return (
    <Screen title={about.team}>
      <div class="row row-apart">
        <small>{w('me', { label, roles: roleNames(roles) })}</small>
        <div class="row">
          <Button kind="quiet" icon="settings" onClick={() => go('#/settings')}>
            {w('settings')}
          </Button>
          <Button kind="quiet" icon="lock" onClick={() => void lockNow()}>
            {w('lock')}
          </Button>
        </div>
      </div>
      {about.findings.length > 0 && <Later within show={({ Findings }) => <Findings findings={about.findings} />} />}
      {about.keysDue && <Later within show={({ KeysReminder }) => <KeysReminder />} />}
      <InSafariTab />
      {!about.admitted && <NotAdmitted fingerprint={about.fingerprint} />}
      {about.persisted === false && (
        <Notice tone="warn">
          <p>{w('kept_no')}</p>
        </Notice>
      )}
      {roles.includes('documenter') && (about.teamForms > 0 ? <Later within show={({ BeginRecord }) => <BeginRecord />} /> : <RecordTile />)}
      {coordinates && <Later within show={({ Coordinating }) => <Coordinating about={about} />} />}
      {!coordinates && (
        <div class="list">
          {roles.includes('guardian') && <Later within show={({ Guarding }) => <Guarding openings={about.openings} />} />}
          <TeamWay requests={roles.includes('admin') ? about.joinRequests : 0} />
        </div>
      )}
      <SyncLine about={about} />
      {roles.includes('documenter') && <Recorded />}
    </Screen>
  );
}

export function Home() {
  return overview.value ? <Inside about={overview.value} /> : <Waiting />;
}
