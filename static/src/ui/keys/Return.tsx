/** Coming back before the door: first what the backup is, then a passphrase for this device. What was typed is forgotten with the screen. */
import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { isRefusal } from '../../format/refusals';
import type { BackupSource, Returning } from '../../journey/keys';
import { engine } from '../engine';
import { ChoosePassphrase } from '../door/ChoosePassphrase';
import { focusFirstWrong, usePassphrase } from '../door/entry';
import { passphraseOf } from '../door/passphrase';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Field } from '../parts/Field';
import { Form } from '../parts/Form';
import { Notice } from '../parts/Notice';
import { Progress } from '../parts/Progress';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { arrival, go } from '../route';
import { Scan } from '../scan/Scan';
import { refresh } from '../state';
import { type Held, NOTHING_HELD, Source, sourceOf } from './Source';
import { w } from './words';
import './keys.css';

interface Opened {
  readonly source: BackupSource;
  readonly link: string | null;
  readonly about: Returning;
}

/** What a refusal means for somebody who comes back. */
function Refused({ refusal }: { readonly refusal: unknown }) {
  const name = isRefusal(refusal) ? refusal.name : null;
  if (name !== 'author_not_member' && name !== 'token_refused') return <RefusalNotice refusal={refusal} />;
  const what = name === 'token_refused' ? 'return_refused' : 'return_gone';
  return (
    <Notice tone="danger" title={w(what)}>
      <p>{w(`${what}_note`)}</p>
    </Notice>
  );
}

interface AskProps {
  readonly held: Signal<Held>;
  readonly link: Signal<string>;
  readonly opened: (backup: Opened) => void;
}

function Ask({ held, link, opened }: AskProps) {
  const missing = useSignal(false);
  const open = useAction(async () => {
    const source = await sourceOf(held.value);
    missing.value = source === null;
    if (source === null) {
      focusFirstWrong();
      return;
    }
    const given = link.value.trim() === '' ? null : link.value.trim();
    opened({ source, link: given, about: await engine.readReturn(source, given) });
  });
  const isFile = held.value.kind === 'file';
  return (
    <Form onSubmit={open.run}>
      <Source held={held} missing={missing.value} />
      <Field label={w('return_link')} hint={isFile ? `${w('return_link_file')} ${w('return_link_hint')}` : w('return_link_hint')}>
        <textarea class="link-field code" autocomplete="off" spellcheck={false} value={link.value} onInput={(event) => (link.value = event.currentTarget.value)} />
      </Field>
      <Scan kinds={['return', 'invite']} read={(code) => (link.value = code)} />
      <Refused refusal={open.refusal} />
      <Button kind="primary" type="submit" wide busy={open.busy}>
        {w('return_open')}
      </Button>
    </Form>
  );
}

function Accept({ source, link, about }: Opened) {
  const entry = usePassphrase();
  const comeBack = useAction(async () => {
    if (!(await entry.check())) {
      focusFirstWrong();
      return;
    }
    await engine.returnWith(source, link, passphraseOf(entry.chosen.value));
    go('#/');
    await refresh();
  });
  return (
    <Form onSubmit={comeBack.run}>
      <dl class="card facts">
        <dt>{w('return_team')}</dt>
        <dd>
          <bdi>{about.team}</bdi>
        </dd>
        {about.label !== null && <dt>{w('return_label')}</dt>}
        {about.label !== null && (
          <dd>
            <bdi>{about.label}</bdi>
          </dd>
        )}
      </dl>
      <p>{w('return_pass')}</p>
      <ChoosePassphrase chosen={entry.chosen} complaint={entry.complaint.value} />
      <Refused refusal={comeBack.refusal} />
      {comeBack.busy && <Progress done={0} total={0} label={w('return_working')} />}
      <Button kind="primary" type="submit" wide busy={comeBack.busy}>
        {w('return_do')}
      </Button>
    </Form>
  );
}

export function Return() {
  const came = arrival.value?.kind === 'return' ? arrival.value.link : null;
  const held = useSignal<Held>(came === null ? NOTHING_HELD : { ...NOTHING_HELD, kind: 'words' });
  const link = useSignal(came ?? '');
  const opened = useSignal<Opened | null>(null);
  useEffect(() => {
    arrival.value = null;
  }, []);
  return (
    <Screen key={String(opened.value !== null)} title={w('return_title')} back="#/">
      <p>{w('return_note')}</p>
      {opened.value ? <Accept {...opened.value} /> : <Ask held={held} link={link} opened={(backup) => (opened.value = backup)} />}
    </Screen>
  );
}
