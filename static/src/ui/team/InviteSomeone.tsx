/** Making an invite: choose the roles, then show it as a code and as a link. The link is a secret and is kept in this screen only. */
import { useSignal } from '@preact/signals';
import type { Invite, Role } from '../../journey';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Icon } from '../parts/Icon';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { roleName } from '../parts/roles';
import { moment } from '../words';
import { QrCode } from './QrCode';
import { w } from './words';

const ROLES: readonly Role[] = ['documenter', 'coordinator', 'guardian', 'admin'];

function ChooseRoles({ made }: { readonly made: (invite: Invite) => void }) {
  const chosen = useSignal<readonly Role[]>(['documenter']);
  const missing = useSignal(false);
  const make = useAction(async () => {
    missing.value = chosen.value.length === 0;
    if (!missing.value) made(await engine.invite(chosen.value));
  });
  const turn = (role: Role, on: boolean): void => {
    chosen.value = ROLES.filter((each) => (each === role ? on : chosen.value.includes(each)));
  };
  return (
    <>
      <p class="soft">{w('invite_note')}</p>
      <fieldset class="group group-close">
        <legend class="field-label">{w('role')}</legend>
        {ROLES.map((role) => (
          <label key={role} class="pick">
            <input type="checkbox" checked={chosen.value.includes(role)} onChange={(event) => turn(role, event.currentTarget.checked)} />
            <span class="stack-close">
              <strong class="role">{roleName(role)}</strong>
              <small>{w(`role_${role}`)}</small>
            </span>
          </label>
        ))}
        {missing.value && (
          <span class="field-error" role="alert">
            <Icon name="stop" />
            {w('role_missing')}
          </span>
        )}
      </fieldset>
      <RefusalNotice refusal={make.refusal} />
      <Button kind="primary" wide busy={make.busy} onClick={make.run}>
        {w('make')}
      </Button>
    </>
  );
}

function CopyLink({ link }: { readonly link: string }) {
  const answer = useSignal<'copied' | 'copy_failed' | null>(null);
  const copy = async (): Promise<void> => {
    const copied = await navigator.clipboard.writeText(link).then(
      () => true,
      () => false,
    );
    answer.value = copied ? 'copied' : 'copy_failed';
  };
  return (
    <>
      <Button kind="primary" icon="link" wide onClick={() => void copy()}>
        {w('copy')}
      </Button>
      <p class="said" role="status">{answer.value && w(answer.value)}</p>
    </>
  );
}

function ShowInvite({ invite, gone }: { readonly invite: Invite; readonly gone: (takenBack: boolean) => void }) {
  const takeBack = useAction(async () => {
    await engine.revokeInvite(invite.id);
    gone(true);
  });
  return (
    <div class="card stack">
      <h3>{w('ready')}</h3>
      {invite.onlyThisComputer && (
        <Notice tone="warn" title={w('only_here')}>
          <p>{w('only_here_note')}</p>
        </Notice>
      )}
      <p>{w('scan')}</p>
      <QrCode text={invite.link} label={w('code_alt')} />
      <p>{w('or_link')}</p>
      <p class="link code">{invite.link}</p>
      <CopyLink link={invite.link} />
      <p>
        <small>{w('expires', { when: moment(invite.expires) })}</small>
      </p>
      <p>{w('next')}</p>
      <RefusalNotice refusal={takeBack.refusal} />
      <Button kind="quiet" wide onClick={() => gone(false)}>
        {w('another')}
      </Button>
      <Button kind="danger" wide busy={takeBack.busy} onClick={takeBack.run}>
        {w('take_back')}
      </Button>
    </div>
  );
}

export function InviteSomeone() {
  const invite = useSignal<Invite | null>(null);
  const takenBack = useSignal(false);
  return (
    <section class="stack" aria-labelledby="invite">
      <h2 id="invite">{w('invite')}</h2>
      {takenBack.value && <Notice tone="calm">{w('taken_back')}</Notice>}
      {invite.value ? (
        <ShowInvite
          invite={invite.value}
          gone={(back) => {
            invite.value = null;
            takenBack.value = back;
          }}
        />
      ) : (
        <ChooseRoles
          made={(made) => {
            invite.value = made;
            takenBack.value = false;
          }}
        />
      )}
    </section>
  );
}
