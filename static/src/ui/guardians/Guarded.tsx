/** Who guards the name of one testimony, whether enough of them are left, and asking to see it. */
import './guardians.css';
import { useSignal } from '@preact/signals';
import type { GuardedName } from '../../journey/openings';
import { engine } from '../engine';
import { useAction, useAnswer } from '../parts/action';
import { Button } from '../parts/Button';
import { Chip } from '../parts/Chip';
import { Field } from '../parts/Field';
import { Form } from '../parts/Form';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { Waiting } from '../parts/Waiting';
import { go } from '../route';
import { w } from './words';

function Guardians({ name }: { readonly name: GuardedName }) {
  const { k, guardians, present } = name;
  return (
    <>
      <p>{w('guarded_note', { k, n: guardians.length })}</p>
      <ul class="stands">
        {guardians.map((guardian) => (
          <li key={guardian.deviceId} class="card row row-apart">
            <span>
              <bdi>{guardian.label}</bdi>
              {guardian.me && <small> ({w('me')})</small>}
            </span>
            {guardian.removed && (
              <Chip tone="warn" icon="people">
                {w('stand_left')}
              </Chip>
            )}
          </li>
        ))}
      </ul>
      {present < guardians.length && <p>{w('guarded_left', { n: present })}</p>}
      {present < k ? (
        <Notice tone="danger" title={w('guarded_gone')}>
          <p>{w('guarded_gone_note')}</p>
        </Notice>
      ) : (
        present === k && (
          <Notice tone="warn" title={w('guarded_edge')}>
            <p>{w('guarded_edge_note')}</p>
          </Notice>
        )
      )}
      <small>{w('guarded_day')}</small>
    </>
  );
}

function Ask({ record, name }: { readonly record: string; readonly name: GuardedName }) {
  const why = useSignal('');
  const missing = useSignal(false);
  const ask = useAction(async () => {
    missing.value = why.value.trim() === '';
    if (missing.value) return;
    await engine.openingDeed({ do: 'ask', record, box: name.box, why: why.value });
    go('#/names');
  });
  return (
    <Form onSubmit={ask.run}>
      <h2>{w('ask')}</h2>
      <Field label={w('ask_why')} hint={w('ask_why_hint')} error={missing.value ? w('ask_missing') : null}>
        <textarea rows={4} dir="auto" maxLength={500} autocomplete="off" spellcheck={false} value={why.value} onInput={(event) => (why.value = event.currentTarget.value)} />
      </Field>
      <Notice tone="warn" title={w('ask_after')}>
        <p>{w('ask_after_1')}</p>
        <p>{w('ask_after_2')}</p>
        <p>{w('ask_after_3')}</p>
      </Notice>
      <RefusalNotice refusal={ask.refusal} />
      <Button kind="primary" type="submit" wide busy={ask.busy}>
        {w('ask_do')}
      </Button>
    </Form>
  );
}

function Asking({ record, name }: { readonly record: string; readonly name: GuardedName }) {
  if (name.asked !== null) {
    return (
      <Notice tone="calm" title={w('asked_already')}>
        <a href={`#/names/${name.asked}`}>{w('asked_see')}</a>
      </Notice>
    );
  }
  return name.present >= name.k ? <Ask record={record} name={name} /> : null;
}

export function Guarded({ record }: { readonly record: string }) {
  const names = useAnswer(() => engine.guardedNames(record), record);
  return (
    <Screen title={w('guarded')} back={`#/testimony/${record}`}>
      <RefusalNotice refusal={names.refusal} />
      {names.value === null && names.refusal === null && <Waiting />}
      {names.value?.length === 0 && <p>{w('guarded_none')}</p>}
      {names.value?.map((name) => (
        <section key={name.box} class="stack">
          {names.value !== null && names.value.length > 1 && <h2>{w('guarded_nth', { n: name.no + 1 })}</h2>}
          <Guardians name={name} />
          <Asking record={record} name={name} />
        </section>
      ))}
    </Screen>
  );
}
