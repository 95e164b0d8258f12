/**
 * A checked new version waits; a tap starts it. Where the team has named the key that must sign its app, a version without that signature is not
 * offered but named, and so is the running one. It never says "signed" of what the engine did not verify.
 */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Release } from '../../journey/version';
import { engine } from '../engine';
import { type Action, useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { door } from '../state';
import { update } from '../update';
import { words } from '../words';
import { buildId, startUpdate } from './versions';

const w = words('update');

function Start({ label, kind }: { readonly label: string; readonly kind: 'primary' | 'danger' }) {
  const start = useAction(startUpdate);
  return (
    <>
      {update.value === 'busy' && <p role="alert">{w('busy')}</p>}
      <RefusalNotice refusal={start.refusal} />
      <Button kind={kind} busy={start.busy} onClick={start.run}>
        {label}
      </Button>
    </>
  );
}

function Offered({ children }: { readonly children?: ComponentChildren }) {
  return (
    <Notice tone="calm" title={w('ready')}>
      {children}
      <p>{w('ready_note')}</p>
      <Start label={w('start')} kind="primary" />
    </Notice>
  );
}

/** Which key the team has named lies behind the lock. If the running version cannot be unlocked at all, there is a way, and what it costs is said. */
function BehindTheLock() {
  const isLockedOut = useSignal(false);
  return (
    <Notice tone="calm">
      <p>{w('unlock')}</p>
      {isLockedOut.value ? (
        <>
          <p role="alert">{w('locked_out_note')}</p>
          <Start label={w('start_unchecked')} kind="danger" />
        </>
      ) : (
        <Button kind="quiet" onClick={() => (isLockedOut.value = true)}>
          {w('locked_out')}
        </Button>
      )}
    </Notice>
  );
}

function Judged({ release: { pinned, offered }, check }: { readonly release: Release; readonly check: Action<[]> }) {
  if (!pinned) return <Offered />;
  if (offered === 'signed') {
    return (
      <Offered>
        <p>{w('signed')}</p>
      </Offered>
    );
  }
  return (
    <Notice tone={offered === 'unsigned' ? 'danger' : 'warn'} title={w(offered === 'unsigned' ? 'refused' : 'unknown')}>
      <p>{w(offered === 'unsigned' ? 'refused_note' : 'unknown_note')}</p>
      <Button kind="quiet" icon="refresh" busy={check.busy} onClick={check.run}>
        {w('again')}
      </Button>
    </Notice>
  );
}

export function UpdateCard() {
  const release = useSignal<Release | null>(null);
  const isWaiting = update.value !== 'none';
  const isOpen = door.value === 'open';
  const check = useAction(async () => {
    release.value = await engine.release(await buildId(), isWaiting);
  });
  useEffect(() => {
    release.value = null;
    if (isOpen) check.run();
  }, [isOpen, isWaiting]);
  const found = release.value;
  const isUnsigned = found?.running === 'unsigned';
  const isBeforeTheDoor = isWaiting && (door.value === 'new' || door.value === 'locked');
  if (!isUnsigned && !isBeforeTheDoor && !(isWaiting && found) && check.refusal === null) return null;
  return (
    <aside class="update stack">
      {isUnsigned && (
        <Notice tone="danger" title={w('running')}>
          <p>{w('running_note')}</p>
        </Notice>
      )}
      {isBeforeTheDoor && (door.value === 'new' ? <Offered /> : <BehindTheLock />)}
      {isWaiting && found && <Judged release={found} check={check} />}
      <RefusalNotice refusal={check.refusal} />
    </aside>
  );
}
