/** The name, once. It is in memory only: closing, locking and leaving end it. Nothing on this screen can be copied with a tap. */
import type { OpenedName } from '../../journey/openings';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { useKnownForm } from '../review/forms';
import type { Questions } from '../review/questions';
import { Label, Said } from '../review/Said';
import { go } from '../route';
import { w } from './words';

function Field({ field, byName }: { readonly field: OpenedName['fields'][number]; readonly byName: Questions['byName'] }) {
  const name = field.path.at(-1) ?? '';
  const question = byName.get(name) ?? null;
  return (
    <div>
      <dt>
        <Label of={question} name={name} />
      </dt>
      <dd dir="auto">
        <Said x={field.value} question={question} />
      </dd>
    </div>
  );
}

export function Name({ id, name }: { readonly id: string; readonly name: OpenedName }) {
  const known = useKnownForm(name.form);
  const close = useAction(async () => {
    await engine.openingDeed({ do: 'forget', id });
    go('#/');
  });
  return (
    <Screen title={w('request_for', { pseudonym: name.pseudonym })}>
      <p>
        <strong>{w('name_once')}</strong>
      </p>
      {!name.isGenuine && (
        <Notice tone="danger" title={w('name_forged')}>
          <p>{w('name_forged_note')}</p>
        </Notice>
      )}
      <dl class="opened-name">
        {known !== null && name.fields.map((field) => (
          <Field key={field.path.join(' ')} field={field} byName={known.questions.byName} />
        ))}
      </dl>
      {name.by !== null && <small>{w('name_by', { label: name.by.label })}</small>}
      <Notice tone="warn">
        <p>{w('name_use')}</p>
      </Notice>
      <RefusalNotice refusal={close.refusal} />
      <Button kind="primary" wide icon="lock" busy={close.busy} onClick={close.run}>
        {w('name_close')}
      </Button>
    </Screen>
  );
}
