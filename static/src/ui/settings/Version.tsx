/** Which app this is: its number, the fingerprint of its files, and whether there is a newer one. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { RefusalNotice } from '../parts/RefusalNotice';
import { notKept } from '../update';
import { buildId, lookForUpdate, type Looked } from './versions';
import { w } from './words';

declare const __VERSION__: string;

const inFours = (id: string): string => id.match(/.{1,4}/g)?.join(' ') ?? id;

export function Version() {
  const id = useSignal<string | null>(null);
  const looked = useSignal<Looked | null>(null);
  const look = useAction(async () => {
    looked.value = null;
    looked.value = await lookForUpdate();
  });
  useEffect(() => void buildId().then((found) => (id.value = found)), []);
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
      <RefusalNotice refusal={look.refusal} />
      <p class="said" role="status">
        {looked.value && w(`look_${looked.value}`)}
      </p>
      <Button kind="quiet" icon="refresh" wide busy={look.busy} onClick={look.run}>
        {w('look')}
      </Button>
    </section>
  );
}
