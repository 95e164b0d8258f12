/**
 * Carrying by hand: writing what waits into a file for a colleague, taking a file, and giving the receipts back. Says at every step that a file which was
 * given away is not delivered by that.
 */
import { useSignal } from '@preact/signals';
import type { Carrying, TakenFile, WrittenFile } from '../../journey/by_hand';
import { engine } from '../engine';
import { useAction, useAnswer } from '../parts/action';
import { Button } from '../parts/Button';
import { Icon } from '../parts/Icon';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { Waiting } from '../parts/Waiting';
import { sentencesOf } from '../refusals/sentences';
import { isRefusalName } from '../../format/refusals';
import { day } from '../words';
import { Carried } from './Carried';
import { give } from './file';
import { w } from './words';
import './carry.css';

function Given({ file }: { readonly file: WrittenFile }) {
  return (
    <Notice tone="warn" title={w('given_title')}>
      <p>{w('given', { n: file.letters, name: file.name })}</p>
      <p>{w('given_note')}</p>
      {file.left > 0 && <p>{w('given_left', { n: file.left })}</p>}
    </Notice>
  );
}

function Give({ waiting, writtenOn }: Carrying) {
  const given = useSignal<WrittenFile | null>(null);
  const write = useAction(async () => {
    const file = await engine.writeLetters();
    given.value = file;
    await give(file);
  });
  return (
    <section class="stack" aria-labelledby="give">
      <h2 id="give">{w('give')}</h2>
      <p class="soft">{w('give_note')}</p>
      <p>{waiting === 0 ? w('give_none') : w('give_wait', { n: waiting })}</p>
      {writtenOn !== null && waiting > 0 && given.value === null && <small>{w('given_on', { day: day(writtenOn) })}</small>}
      <RefusalNotice refusal={write.refusal} />
      <div role="status">{given.value && <Given file={given.value} />}</div>
      <Button kind="primary" icon="share" wide busy={write.busy} disabled={waiting === 0} onClick={write.run}>
        {w('give_do')}
      </Button>
    </section>
  );
}

function Taken({ file }: { readonly file: TakenFile }) {
  const refused = Object.entries(file.refused);
  const count = refused.reduce((sum, [, n]) => sum + n, 0);
  return (
    <Notice tone={count > 0 ? 'warn' : 'good'}>
      {file.isKnown && <p>{w('taken_known')}</p>}
      {file.taken > 0 && <p>{w(file.kind === 'letters' ? 'taken_letters' : 'taken_receipts', { n: file.taken })}</p>}
      {file.forOthers > 0 && <p>{w('taken_others')}</p>}
      {count > 0 && <p>{w('taken_refused', { n: count })}</p>}
      {refused.map(([name]) => (
        <p key={name}>{sentencesOf(isRefusalName(name) ? name : 'app_failed')[0]}</p>
      ))}
    </Notice>
  );
}

function Take() {
  const taken = useSignal<TakenFile | null>(null);
  const take = useAction(async (file: File) => {
    taken.value = null;
    taken.value = await engine.takeFile(new Uint8Array(await file.arrayBuffer()));
  });
  const choose = (input: HTMLInputElement): void => {
    const [file] = input.files ?? [];
    if (file) take.run(file);
    // So that the same file can be chosen again.
    input.value = '';
  };
  return (
    <section class="stack" aria-labelledby="take">
      <h2 id="take">{w('take')}</h2>
      <p class="soft">{w('take_note')}</p>
      <RefusalNotice refusal={take.refusal} />
      <div role="status">{taken.value && <Taken file={taken.value} />}</div>
      <label class="button button-quiet button-wide file-button">
        <Icon name="inbox" />
        <span>{w('take_do')}</span>
        <input type="file" accept=".bin,.gawahi" disabled={take.busy} onChange={(event) => choose(event.currentTarget)} />
      </label>
    </section>
  );
}

export function CarryScreen() {
  const about = useAnswer(() => engine.carrying());
  return (
    <Screen title={w('title')} back="#/">
      <RefusalNotice refusal={about.refusal} />
      {about.value ? <Give {...about.value} /> : <Waiting />}
      <Take />
      {about.value && <Carried files={about.value.files} />}
    </Screen>
  );
}
