/** What the team's screen warns of: an old list of members, one administrator who can do everything, a relay that does not know of a removal yet. */
import { useSignal } from '@preact/signals';
import { engine } from '../engine';
import { useAction, useAnswer } from '../parts/action';
import { Button } from '../parts/Button';
import { Field } from '../parts/Field';
import { Form } from '../parts/Form';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { overview } from '../state';
import { w } from './governing_words';

export function OldRoster() {
  const age = useAnswer(() => engine.govern('rosterAge'));
  const accept = useAction(() => engine.govern('acceptOldRoster'));
  if (age.value === null || !age.value.isStale) return null;
  return (
    <Notice tone="warn" title={w('stale', { n: age.value.days })}>
      <p>{age.value.isAccepted ? w('stale_accepted') : w('stale_note')}</p>
      <RefusalNotice refusal={accept.refusal} />
      {!age.value.isAccepted && (
        <Button kind="quiet" wide busy={accept.busy} onClick={accept.run}>
          {w('stale_accept')}
        </Button>
      )}
    </Notice>
  );
}

export function Advice() {
  const readers = useAnswer(() => engine.govern('readers'));
  const raise = useAction(async () => {
    if (readers.value !== null) await engine.govern('changeRules', { ...readers.value.rules, quorum: 2 });
  });
  if (readers.value === null) return null;
  const { quorumAdvised, renewalOwed, late } = readers.value;
  const mayGovern = overview.value?.me.roles.includes('admin') === true;
  return (
    <>
      {quorumAdvised && mayGovern && (
        <Notice tone="calm" title={w('quorum_advised')}>
          <p>{w('quorum_advised_note')}</p>
          <RefusalNotice refusal={raise.refusal} />
          <Button kind="quiet" wide busy={raise.busy} onClick={raise.run}>
            {w('quorum_raise')}
          </Button>
        </Notice>
      )}
      {renewalOwed && mayGovern && <Notice tone="warn">{w('renewal_owed')}</Notice>}
      {late > 0 && <Notice tone="warn">{w('late', { n: late })}</Notice>}
    </>
  );
}

/** A phone that was set up where there is no signal. */
export function NotJoined() {
  const link = useSignal('');
  const use = useAction(async () => {
    if (link.value.trim() !== '') await engine.govern('joinBy', link.value.trim());
  });
  return (
    <>
      <Notice tone="calm" title={w('not_joined')}>
        <p>{w('not_joined_note')}</p>
      </Notice>
      <Form onSubmit={use.run}>
        <Field label={w('new_invite')}>
          <textarea class="link-field code" autocomplete="off" spellcheck={false} value={link.value} onInput={(event) => (link.value = event.currentTarget.value)} />
        </Field>
        <RefusalNotice refusal={use.refusal} />
        <Button kind="quiet" type="submit" wide busy={use.busy}>
          {w('use_invite')}
        </Button>
      </Form>
    </>
  );
}
