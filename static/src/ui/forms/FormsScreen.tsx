/** The team's forms: which there are, who gave them, and giving another one. A coordinator looks at a form before it goes to anybody. */
import { saidIn } from '../../capture/languages';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Author } from '../../journey';
import type { TeamForm } from '../../journey/forms';
import { engine } from '../engine';
import { useAction, useAnswer } from '../parts/action';
import { Button } from '../parts/Button';
import { Chip } from '../parts/Chip';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { Waiting } from '../parts/Waiting';
import { day, language } from '../words';
import { AddForm } from './AddForm';
import { focusTitle } from './focus';
import { w } from './words';

const nameOf = ({ label, removed }: Author): string => (removed ? w('former', { name: label }) : label);

function End({ form }: { readonly form: TeamForm }) {
  const asking = useSignal(false);
  const question = useRef<HTMLDivElement>(null);
  useEffect(() => question.current?.querySelector('button')?.focus(), [asking.value]);
  const end = useAction(async () => {
    await engine.teamForms('end', form.id, form.version);
    focusTitle();
  });
  if (!asking.value) {
    return (
      <Button kind="quiet" wide onClick={() => (asking.value = true)}>
        {w('end')}
      </Button>
    );
  }
  return (
    <div ref={question}>
      <Notice tone="warn">
        <p>{w('end_ask')}</p>
        <RefusalNotice refusal={end.refusal} />
        <div class="row">
          <Button kind="danger" busy={end.busy} onClick={end.run}>
            {w('end_yes')}
          </Button>
          <Button kind="quiet" disabled={end.busy} onClick={() => (asking.value = false)}>
            {w('cancel')}
          </Button>
        </div>
      </Notice>
    </div>
  );
}

function OneForm({ form }: { readonly form: TeamForm }) {
  const { id, version, title, by, at, inUse, endedBy, delivered } = form;
  return (
    <li class="card stack-close">
      <strong>
        <bdi>{title === null ? id : saidIn(title, language.value)}</bdi>
      </strong>
      <span class="row chips">
        <Chip tone={inUse ? 'good' : 'calm'}>{w(inUse ? 'in_use' : 'ended')}</Chip>
        <Chip tone={delivered ? 'good' : 'warn'} icon={delivered ? 'delivered' : 'clock'}>
          {w(delivered ? 'delivered' : 'waits')}
        </Chip>
      </span>
      <small>{w('version', { version })}</small>
      {by !== null && <small>{w('said_by', { who: nameOf(by), day: day(at) })}</small>}
      {endedBy !== null && <small>{w('ended_by', { who: nameOf(endedBy) })}</small>}
      {title === null && <Notice tone="warn">{w('unread')}</Notice>}
      {inUse && <End form={form} />}
    </li>
  );
}

export function FormsScreen() {
  const forms = useAnswer(() => engine.teamForms('list'));
  return (
    <Screen title={w('title')} back="#/team">
      <p>{w('lead')}</p>
      <RefusalNotice refusal={forms.refusal} />
      {forms.value === null && forms.refusal === null && <Waiting />}
      {forms.value?.length === 0 && <p class="soft">{w('none')}</p>}
      <ul class="list">
        {(forms.value ?? []).map((form) => (
          <OneForm key={`${form.id} ${form.version}`} form={form} />
        ))}
      </ul>
      <AddForm />
    </Screen>
  );
}
