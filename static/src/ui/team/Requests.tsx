/** Devices that ask to join. Admitting takes two acts: saying that the fingerprint was heard, then the button. */
import { useSignal } from '@preact/signals';
import type { JoinRequest } from '../../journey';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Check } from '../parts/Check';
import { RefusalNotice } from '../parts/RefusalNotice';
import { roleNames } from '../parts/roles';
import { BeforeAGuardian } from '../guardians/Ways';
import { w } from './words';

function Request({ request }: { readonly request: JoinRequest }) {
  const heard = useSignal(false);
  const admit = useAction(async () => void (await engine.admit(request.id)));
  return (
    <li class="card stack">
      <div class="stack-close">
        <strong>
          <bdi>{request.label}</bdi>
        </strong>
        <small>{w('wants', { roles: roleNames(request.roles) })}</small>
        <span class="fingerprint">{request.fingerprint}</span>
      </div>
      {request.roles.includes('coordinator') && <p>{w('reads_all')}</p>}
      {request.roles.includes('guardian') && <BeforeAGuardian />}
      <Check checked={heard.value} onChange={(checked) => (heard.value = checked)} label={w('same')} />
      <RefusalNotice refusal={admit.refusal} />
      <Button kind="primary" wide disabled={!heard.value} busy={admit.busy} onClick={admit.run}>
        {w('admit')}
      </Button>
    </li>
  );
}

export function Requests({ requests }: { readonly requests: readonly JoinRequest[] }) {
  if (requests.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="requests">
      <h2 id="requests">{w('requests')}</h2>
      <p>{w('requests_note')}</p>
      <ul class="list">
        {requests.map((request) => (
          <Request key={request.id} request={request} />
        ))}
      </ul>
    </section>
  );
}
