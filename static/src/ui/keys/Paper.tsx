/**
 * The paper copy: says who may hold it, shows the words as long as the person looks, prints them, and believes in the paper only when its words were typed
 * back. The words are in this screen's memory and nowhere else.
 */
import { useSignal } from '@preact/signals';
import type { PaperCopy } from '../../journey/keys';
import { engine } from '../engine';
import { w as door } from '../door/words';
import { useAction, useAnswer } from '../parts/action';
import { Button } from '../parts/Button';
import { Check } from '../parts/Check';
import { Field } from '../parts/Field';
import { Form } from '../parts/Form';
import { Notice } from '../parts/Notice';
import { PassphraseInput } from '../parts/PassphraseInput';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { QrCode } from '../team/QrCode';
import { w } from './words';

function Sheet({ copy, withCode }: { readonly copy: PaperCopy; readonly withCode: boolean }) {
  return (
    <div class="paper-sheet">
      <p>{w('sheet_keep')}</p>
      <ol class="paper-words" dir="ltr" lang="en" aria-label={w('paper_words')}>
        {copy.words.map((word, at) => (
          <li key={at}>{word}</li>
        ))}
      </ol>
      {withCode && <QrCode text={copy.note} label={w('paper_alt')} />}
    </div>
  );
}

function Shown({ copy, hide }: { readonly copy: PaperCopy; readonly hide: () => void }) {
  const withCode = useSignal(true);
  return (
    <>
      <Sheet copy={copy} withCode={withCode.value} />
      <Check checked={withCode.value} onChange={(checked) => (withCode.value = checked)} label={w('paper_code')} />
      <p class="soft">{w('paper_code_note')}</p>
      <Button kind="quiet" wide onClick={() => print()}>
        {w('paper_print')}
      </Button>
      <Button kind="primary" icon="check" wide onClick={hide}>
        {w('paper_ready')}
      </Button>
    </>
  );
}

function TypeBack({ show, made }: { readonly show: () => void; readonly made: () => void }) {
  const typed = useSignal('');
  const shown = useSignal(false);
  const strange = useSignal<readonly number[]>([]);
  const check = useAction(async () => {
    strange.value = await engine.strangeWords(typed.value);
    if (strange.value.length > 0) return;
    await engine.paperTyped(typed.value);
    made();
  });
  return (
    <Form onSubmit={check.run}>
      <Field label={w('paper_type')} hint={w('paper_type_hint')} error={strange.value.length > 0 ? w('paper_strange', { places: strange.value.join(', ') }) : null}>
        <PassphraseInput value={typed.value} onChange={(value) => (typed.value = value)} shown={shown.value} />
      </Field>
      <Check checked={shown.value} onChange={(checked) => (shown.value = checked)} label={door('pass_show')} />
      <RefusalNotice refusal={check.refusal} />
      <Button kind="primary" type="submit" wide busy={check.busy}>
        {w('paper_check')}
      </Button>
      <Button kind="quiet" wide disabled={check.busy} onClick={show}>
        {w('paper_again')}
      </Button>
    </Form>
  );
}

function Before({ show }: { readonly show: { readonly busy: boolean; readonly refusal: unknown; readonly run: () => void } }) {
  return (
    <>
      <p>{w('paper_what')}</p>
      <Notice tone="warn">
        <p>{w('paper_where')}</p>
      </Notice>
      <p>{w('paper_look')}</p>
      <p>{w('paper_write')}</p>
      <RefusalNotice refusal={show.refusal} />
      <Button kind="primary" wide busy={show.busy} onClick={show.run}>
        {w('paper_show')}
      </Button>
    </>
  );
}

export function Paper() {
  const care = useAnswer(() => engine.keysCare());
  const stage = useSignal<'before' | 'type' | 'made'>('before');
  const copy = useSignal<PaperCopy | null>(null);
  const show = useAction(async () => {
    copy.value = await engine.paperCopy();
  });
  const hide = (): void => {
    copy.value = null;
    stage.value = 'type';
  };
  return (
    <Screen key={copy.value === null ? stage.value : 'words'} title={w('paper_title')} back="#/keys">
      <RefusalNotice refusal={care.refusal} />
      {care.value?.hasRoot === false && <Notice tone="warn">{w('paper_old')}</Notice>}
      {care.value?.hasRoot && copy.value !== null && <Shown copy={copy.value} hide={hide} />}
      {care.value?.hasRoot && copy.value === null && stage.value === 'before' && <Before show={show} />}
      {copy.value === null && stage.value === 'type' && <TypeBack show={show.run} made={() => (stage.value = 'made')} />}
      {stage.value === 'made' && (
        <Notice tone="good" title={w('paper_made')}>
          <p>{w('paper_made_note')}</p>
        </Notice>
      )}
    </Screen>
  );
}
