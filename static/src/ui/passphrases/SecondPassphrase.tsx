/** A second passphrase for a second space. It looks alike in every space, also in the second one: there it says that none was set up, as on most devices. */
import { type Signal, useSignal } from '@preact/signals';
import { ChoosePassphrase } from '../door/ChoosePassphrase';
import { focusFirstWrong, useEntry } from '../door/entry';
import { LabelField } from '../door/LabelField';
import { passphraseOf, tidy } from '../door/passphrase';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Check } from '../parts/Check';
import { Field } from '../parts/Field';
import { Form } from '../parts/Form';
import { Notice } from '../parts/Notice';
import { PassphraseInput } from '../parts/PassphraseInput';
import { Progress } from '../parts/Progress';
import { RefusalNotice } from '../parts/RefusalNotice';
import { words } from '../words';
import { w } from './words';

const wDoor = words('door');

interface TeamAsked {
  readonly joins: boolean;
  readonly link: string;
  readonly team: string;
  readonly code: string;
}
const NO_TEAM: TeamAsked = { joins: true, link: '', team: '', code: '' };

const teamMissing = ({ joins, link, team }: TeamAsked): boolean => (joins ? link : team).trim() === '';

function WhichTeam({ asked, missing }: { readonly asked: Signal<TeamAsked>; readonly missing: boolean }) {
  const { joins, link, team, code } = asked.value;
  const change = (part: Partial<TeamAsked>): void => {
    asked.value = { ...asked.value, ...part };
  };
  const error = missing ? wDoor('required') : null;
  return (
    <fieldset class="group">
      <legend class="field-label">{w('second_team')}</legend>
      <div class="stack-close">
        {[true, false].map((choice) => (
          <label key={String(choice)} class="pick">
            <input type="radio" name="second_team" checked={joins === choice} onChange={() => change({ joins: choice })} />
            <span>{w(choice ? 'second_join' : 'second_found')}</span>
          </label>
        ))}
      </div>
      {joins ? (
        <Field label={w('second_link')} error={error}>
          <textarea class="link-field code" autocomplete="off" spellcheck={false} value={link} onInput={(event) => change({ link: event.currentTarget.value })} />
        </Field>
      ) : (
        <>
          <Field label={w('second_name')} error={error}>
            <input dir="auto" autocomplete="off" spellcheck={false} value={team} onInput={(event) => change({ team: event.currentTarget.value })} />
          </Field>
          <Field label={w('second_code')}>
            <input dir="ltr" autocomplete="off" spellcheck={false} value={code} onInput={(event) => change({ code: event.currentTarget.value })} />
          </Field>
        </>
      )}
    </fieldset>
  );
}

function SetUp({ done }: { readonly done: () => void }) {
  const entry = useEntry();
  const current = useSignal('');
  const asked = useSignal(NO_TEAM);
  const overwrites = useSignal(false);
  const tried = useSignal(false);
  const add = useAction(async () => {
    tried.value = true;
    const isRight = await entry.check();
    if (!isRight || tidy(current.value) === '' || teamMissing(asked.value)) {
      focusFirstWrong();
      return;
    }
    const { joins, link, team, code } = asked.value;
    const into = joins ? { link: link.trim() } : { team: team.trim(), foundingCode: code.trim() === '' ? null : code.trim() };
    await engine.addSecond({ current: tidy(current.value), fresh: passphraseOf(entry.chosen.value), overwrites: overwrites.value, label: entry.label.value.trim(), into });
    done();
  });
  return (
    <Form onSubmit={add.run}>
      <WhichTeam asked={asked} missing={tried.value && teamMissing(asked.value)} />
      <LabelField entry={entry} />
      <h3>{w('second_new')}</h3>
      <ChoosePassphrase chosen={entry.chosen} complaint={entry.passComplaint.value} />
      <Check checked={overwrites.value} onChange={(checked) => (overwrites.value = checked)} label={w('second_overwrites')} />
      <Field label={w('current')} hint={w('current_hint')} error={tried.value && tidy(current.value) === '' ? wDoor('required') : null}>
        <PassphraseInput value={current.value} onChange={(typed) => (current.value = typed)} shown={false} />
      </Field>
      <RefusalNotice refusal={add.refusal} />
      {add.busy && <Progress done={0} total={0} label={w('second_working')} />}
      <Button kind="primary" type="submit" wide busy={add.busy}>
        {w('second_do')}
      </Button>
    </Form>
  );
}

export function SecondPassphrase({ hasSecond }: { readonly hasSecond: boolean }) {
  const done = useSignal(false);
  const remove = useAction(() => engine.removeSecond());
  return (
    <div class="stack">
      <p>{w('second_note')}</p>
      <p>{w('second_hidden')}</p>
      <Notice tone="warn" title={w('second_never')}>
        <p>{w('second_limit')}</p>
      </Notice>
      {done.value && <Notice tone="good" title={w('second_done')} />}
      {hasSecond && !done.value && <p role="status">{w('second_has')}</p>}
      <RefusalNotice refusal={remove.refusal} />
      {hasSecond ? (
        <Button kind="danger" wide busy={remove.busy} onClick={remove.run}>
          {w('second_remove')}
        </Button>
      ) : (
        <SetUp done={() => (done.value = true)} />
      )}
    </div>
  );
}
