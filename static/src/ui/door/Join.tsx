/** Joining by invite: first what the invite promises and whose it is, then a label and a passphrase. The link is forgotten with the screen. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { isRefusal } from '../../format/refusals';
import type { InviteSummary } from '../../journey';
import { engine } from '../engine';
import { Later } from '../Later';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Field } from '../parts/Field';
import { Form } from '../parts/Form';
import { Notice } from '../parts/Notice';
import { Progress } from '../parts/Progress';
import { RefusalNotice } from '../parts/RefusalNotice';
import { roleNames } from '../parts/roles';
import { Screen } from '../parts/Screen';
import { arrival, go } from '../route';
import { refresh } from '../state';
import { moment } from '../words';
import { ChoosePassphrase } from './ChoosePassphrase';
import { focusFirstWrong, useEntry } from './entry';
import { LabelField } from './LabelField';
import { passphraseOf } from './passphrase';
import { w } from './words';

interface Opened {
  readonly link: string;
  /** Null where there is no connection: then the team shows itself later. */
  readonly summary: InviteSummary | null;
}

function AskForLink({ opened }: { readonly opened: (invite: Opened) => void }) {
  const link = useSignal(arrival.value?.kind === 'invite' ? arrival.value.link : '');
  const missing = useSignal(false);
  const read = useAction(async () => {
    missing.value = link.value.trim() === '';
    if (missing.value) focusFirstWrong();
    else opened({ link: link.value.trim(), summary: await engine.readInvite(link.value.trim()) });
  });
  useEffect(() => {
    arrival.value = null;
    if (link.value !== '') read.run();
  }, []);
  const scanned = (code: string): void => {
    link.value = code;
    read.run();
  };
  return (
    <Form onSubmit={read.run}>
      <Field label={w('join_link')} hint={w('join_link_hint')} error={missing.value ? w('required') : null}>
        <textarea class="link-field code" value={link.value} onInput={(event) => (link.value = event.currentTarget.value)} />
      </Field>
      <RefusalNotice refusal={read.refusal} />
      {read.busy && <Progress done={0} total={0} label={w('join_reading')} />}
      <Button kind="primary" type="submit" wide busy={read.busy}>
        {w('join_open')}
      </Button>
      {isRefusal(read.refusal) && read.refusal.name === 'relay_unreachable' && (
        <Button kind="quiet" wide onClick={() => opened({ link: link.value.trim(), summary: null })}>
          {w('join_later')}
        </Button>
      )}
      <Later within="silent" show={({ Scan }) => <Scan read={scanned} />} />
    </Form>
  );
}

function Promised({ summary }: { readonly summary: InviteSummary }) {
  return (
    <div class="card stack">
      <dl class="facts">
        <dt>{w('join_team')}</dt>
        <dd>
          <bdi>{summary.team}</bdi>
        </dd>
        <dt>{w('join_roles')}</dt>
        <dd>{roleNames(summary.roles)}</dd>
        <dt>{w('join_expires')}</dt>
        <dd>{moment(summary.expires)}</dd>
        <dt>{w('join_inviter')}</dt>
        <dd>
          <span class="fingerprint">{summary.inviterFingerprint}</span>
        </dd>
      </dl>
      <Notice tone="calm">
        <p>{w('join_compare')}</p>
      </Notice>
    </div>
  );
}

function Accept({ invite, other }: { readonly invite: Opened; readonly other: () => void }) {
  const entry = useEntry();
  const join = useAction(async () => {
    if (!(await entry.check())) {
      focusFirstWrong();
      return;
    }
    await engine.join(invite.link, entry.label.value.trim(), passphraseOf(entry.chosen.value), invite.summary === null);
    go('#/');
    await refresh();
  });
  return (
    <Form onSubmit={join.run}>
      {invite.summary === null ? <Notice tone="calm">{w('join_later_note')}</Notice> : <Promised summary={invite.summary} />}
      <LabelField entry={entry} />
      <ChoosePassphrase chosen={entry.chosen} complaint={entry.passComplaint.value} />
      <RefusalNotice refusal={join.refusal} />
      {join.busy && <Progress done={0} total={0} label={w('working')} />}
      <Button kind="primary" type="submit" wide busy={join.busy}>
        {w('join_do')}
      </Button>
      <Button kind="quiet" wide disabled={join.busy} onClick={other}>
        {w('join_again')}
      </Button>
    </Form>
  );
}

export function Join() {
  const invite = useSignal<Opened | null>(null);
  return (
    <Screen title={w('join')} back="#/">
      {invite.value ? <Accept invite={invite.value} other={() => (invite.value = null)} /> : <AskForLink opened={(read) => (invite.value = read)} />}
    </Screen>
  );
}
