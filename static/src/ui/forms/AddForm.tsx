/** Choosing a form, what was found in it, and giving it to the team. A workbook is read by the desk of this computer and by nobody else. */
import { saidIn } from '../../capture/languages';
import { useSignal } from '@preact/signals';
import type { Form } from '../../capture/form';
import { judgeForm } from '../../capture/judge';
import { laidOut } from '../../capture/laid_out';
import { isRefusal } from '../../format/refusals';
import { versionEnding } from '../../format/team_form';
import type { FormFinding } from '../../journey/forms';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Icon } from '../parts/Icon';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { language } from '../words';
import { focusTitle } from './focus';
import { Findings } from './FormFindings';
import { lookAt, questionsIn } from './look';
import { w } from './words';

interface Chosen {
  /** Null if it cannot be given to the team. */
  readonly form: Form | null;
  readonly text: string;
  readonly problems: readonly FormFinding[];
  readonly notices: readonly FormFinding[];
}

async function judged(text: string, notices: readonly FormFinding[] = []): Promise<Chosen> {
  const { form, problems } = judgeForm(text);
  if (form !== null && (await isEnded(form.id, text))) return { form: null, text, problems: [{ code: 'ended', where: '', detail: '' }], notices };
  return { form: form && laidOut(form), text, problems, notices };
}

/** The end of a version is its form's hash, so the very same form would be taken out of use at once. */
async function isEnded(id: string, text: string): Promise<boolean> {
  const ending = versionEnding(text.trim());
  return (await engine.teamForms('list')).some((one) => one.id === id && one.version.endsWith(ending) && !one.inUse);
}

/** Null where no desk is: then a workbook cannot be read here. */
async function read(file: File): Promise<Chosen | null> {
  if (file.name.toLowerCase().endsWith('.json')) return judged(await file.text());
  try {
    const { form, problems, notices } = await engine.compileForm(file.name, new Uint8Array(await file.arrayBuffer()));
    return form === null ? { form: null, text: '', problems, notices } : judged(form, notices);
  } catch (cause) {
    // A relay answers so; a bare web server with a page, or by the method.
    if (isRefusal(cause) && (cause.name === 'not_found' || cause.name === 'malformed' || cause.name === 'wrong_host')) return null;
    throw cause;
  }
}

function Counts({ form }: { readonly form: Form }) {
  const look = lookAt(form);
  const { testimony, identity, review } = look.asked;
  return (
    <>
      <p>
        <strong>{w('questions', { n: look.questions })}</strong>
      </p>
      <ul>
        <li>{w('to_testimony', { n: testimony })}</li>
        {identity > 0 && <li>{w('to_identity', { n: identity })}</li>}
        {review > 0 && <li>{w('to_review', { n: review })}</li>}
        {look.notAsked > 0 && <li>{w('not_asked', { n: look.notAsked })}</li>}
        {look.gates > 0 && <li>{w('gates', { n: look.gates })}</li>}
      </ul>
      {identity === 0 && <Notice tone="warn">{w('no_names')}</Notice>}
      {!look.asksConsent && <Notice tone="warn">{w('no_consent')}</Notice>}
    </>
  );
}

function AllQuestions({ form }: { readonly form: Form }) {
  return (
    <details class="unanswered">
      <summary>{w('open')}</summary>
      <ul>
        {[...questionsIn(form.q)]
          .filter(({ t }) => t !== 'calculate')
          .map(({ n, l, cmp }) => (
            <li key={n}>
              <bdi>{l === undefined ? n : saidIn(l, language.value)}</bdi> <small>({w(`c_${cmp ?? 'testimony'}`)})</small>
            </li>
          ))}
      </ul>
    </details>
  );
}

function Give({ chosen, done }: { readonly chosen: Chosen & { readonly form: Form }; readonly done: (given: boolean) => void }) {
  const give = useAction(async () => {
    await engine.teamForms('say', chosen.text);
    done(true);
  });
  return (
    <div class="card stack">
      <h3>
        <bdi>{saidIn(chosen.form.title, language.value)}</bdi>
      </h3>
      <p class="soft">{w('looks')}</p>
      <Counts form={chosen.form} />
      {chosen.notices.length > 0 && (
        <Notice tone="calm" title={w('notices')}>
          <Findings findings={chosen.notices} />
        </Notice>
      )}
      <AllQuestions form={chosen.form} />
      <RefusalNotice refusal={give.refusal} />
      <Button kind="primary" wide busy={give.busy} onClick={give.run}>
        {w('give')}
      </Button>
      <Button kind="quiet" wide disabled={give.busy} onClick={() => done(false)}>
        {w('cancel')}
      </Button>
    </div>
  );
}

function Refused({ chosen }: { readonly chosen: Chosen }) {
  return (
    <Notice tone="danger" title={w('refused')}>
      <Findings findings={chosen.problems} />
      <p>{w('refused_note')}</p>
    </Notice>
  );
}

export function AddForm() {
  const chosen = useSignal<Chosen | 'no_desk' | null>(null);
  const given = useSignal(false);
  const take = useAction(async (file: File) => {
    [chosen.value, given.value] = [null, false];
    chosen.value = (await read(file)) ?? 'no_desk';
  });
  const choose = (input: HTMLInputElement): void => {
    const [file] = input.files ?? [];
    if (file) take.run(file);
    // So that the same file can be chosen again.
    input.value = '';
  };
  const { value } = chosen;
  const form = value === 'no_desk' ? null : (value?.form ?? null);
  return (
    <section class="stack" aria-labelledby="add-form">
      <h2 id="add-form">{w('add')}</h2>
      <p class="soft">{w('add_note')}</p>
      <RefusalNotice refusal={take.refusal} />
      {given.value && <Notice tone="good">{w('given')}</Notice>}
      {value === 'no_desk' && <Notice tone="warn">{w('no_desk')}</Notice>}
      {value !== null && value !== 'no_desk' && form === null && <Refused chosen={value} />}
      {value !== null && value !== 'no_desk' && form !== null && (
        <Give
          chosen={{ ...value, form }}
          done={(isGiven) => {
            focusTitle();
            [chosen.value, given.value] = [null, isGiven];
          }}
        />
      )}
      {form === null && (
        <label class="button button-quiet button-wide file-button">
          <Icon name="inbox" />
          <span>{w('choose')}</span>
          <input type="file" accept=".json,.xlsx,.xlsm,.xls,.csv,.md" disabled={take.busy} onChange={(event) => choose(event.currentTarget)} />
        </label>
      )}
    </section>
  );
}
