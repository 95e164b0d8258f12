/** Which app this is: its number, the fingerprint of its files, who signed it, and whether there is a newer one. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Release } from '../../journey/version';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { notKept } from '../update';
import { day } from '../words';
import { buildId, lookForUpdate, type Looked } from './versions';
import { w } from './words';

declare const __VERSION__: string;

const inFours = (id: string): string => id.match(/.{1,4}/g)?.join(' ') ?? id;

/** Who signed the version that runs, and since when it is here. */
function Signature({ release: { pinned, running, signedOn, since } }: { readonly release: Release }) {
  if (!pinned) return <p>{w('sign_none')}</p>;
  if (running === 'signed' && signedOn !== null && since !== null) {
    return (
      <Notice tone="good">
        <p>{w('signed', { day: day(Date.parse(signedOn)), since: day(since) })}</p>
      </Notice>
    );
  }
  return (
    <Notice tone={running === 'unsigned' ? 'danger' : 'warn'}>
      <p>{w(running === 'unsigned' ? 'unsigned' : 'sign_unknown')}</p>
    </Notice>
  );
}

export function Version() {
  const id = useSignal<string | null>(null);
  const looked = useSignal<Looked | null>(null);
  const release = useSignal<Release | null>(null);
  const ask = useAction(async () => {
    id.value = await buildId();
    release.value = await engine.release(id.value, false);
  });
  const look = useAction(async () => {
    looked.value = null;
    looked.value = await lookForUpdate();
    release.value = await engine.release(id.value, false);
  });
  useEffect(ask.run, []);
  return (
    <section class="stack" aria-labelledby="version">
      <h2 id="version">{w('version')}</h2>
      <p>{w('version_is', { version: __VERSION__ })}</p>
      {id.value === null ? (
        <p>{w(notKept.value === null ? 'build_none' : 'look_unsupported')}</p>
      ) : (
        <p class="stack-close">
          <small>{w('build')}</small>
          <span class="fingerprint">{inFours(id.value)}</span>
          <small>{w('build_note')}</small>
        </p>
      )}
      {id.value !== null && release.value && <Signature release={release.value} />}
      <RefusalNotice refusal={ask.refusal ?? look.refusal} />
      <p class="said" role="status">
        {looked.value && w(`look_${looked.value}`)}
      </p>
      <Button kind="quiet" icon="refresh" wide busy={look.busy} onClick={look.run}>
        {w('look')}
      </Button>
    </section>
  );
}
