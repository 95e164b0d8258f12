/** A guardian's own decision. Releasing takes two acts: saying that the person was heard, then the button. Nothing is chosen beforehand. */
import { useSignal } from '@preact/signals';
import type { NameRequest } from '../../journey/openings';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Check } from '../parts/Check';
import { Field } from '../parts/Field';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { w } from './words';

function Refusing({ id, back }: { readonly id: string; readonly back: () => void }) {
  const why = useSignal('');
  const refuse = useAction(() => engine.openingDeed({ do: 'refuse', id, why: why.value }));
  return (
    <div class="stack">
      <Field label={w('refuse_why')}>
        <textarea rows={3} dir="auto" maxLength={500} autocomplete="off" spellcheck={false} value={why.value} onInput={(event) => (why.value = event.currentTarget.value)} />
      </Field>
      <RefusalNotice refusal={refuse.refusal} />
      <Button kind="danger" wide busy={refuse.busy} onClick={refuse.run}>
        {w('refuse_do')}
      </Button>
      <Button kind="quiet" wide onClick={back}>
        {w('cancel')}
      </Button>
    </div>
  );
}

export function Review({ request: { id, asker, names } }: { readonly request: NameRequest }) {
  const { label } = asker;
  const heard = useSignal(false);
  const refusing = useSignal(false);
  const release = useAction(() => engine.openingDeed({ do: 'release', id }));
  return (
    <section class="stack" aria-labelledby="mine">
      <h2 id="mine">{w('mine_title')}</h2>
      <Notice tone="warn">
        <p>{asker.me ? w('mine_own') : w('mine_note', { label })}</p>
      </Notice>
      {names === 'unknown' && <p>{w('unknown_note')}</p>}
      {refusing.value ? (
        <Refusing id={id} back={() => (refusing.value = false)} />
      ) : (
        <>
          {!asker.me && <p>{w('mine_ask', { label })}</p>}
          <Check checked={heard.value} onChange={(checked) => (heard.value = checked)} label={asker.me ? w('mine_own_check') : w('mine_check', { label })} />
          <RefusalNotice refusal={release.refusal} />
          <Button kind="primary" wide disabled={!heard.value} busy={release.busy} onClick={release.run}>
            {w('release')}
          </Button>
          <Button kind="quiet" wide onClick={() => (refusing.value = true)}>
            {w('refuse')}
          </Button>
        </>
      )}
    </section>
  );
}
