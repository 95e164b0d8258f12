/** Recording one testimony: opens the draft, and holds the sign "busy" so that no update breaks in and the idle lock waits longer. */
import './capture.css';
import { useSignal } from '@preact/signals';
import { DEFAULT_FORM } from '../../capture/default_form';
import { hex } from '../../format/bytes';
import { useBusy } from '../busy';
import { engine } from '../engine';
import { laterScreens } from '../Later';
import { useAnswerOnce } from './once';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { Waiting } from '../parts/Waiting';
import { begunWith, go } from '../route';
import { beginDraft, localDay } from './begin';
import { Pages } from './Pages';
import { Sealed } from './Sealed';
import { openSession } from './session';
import type { JustSealed, Session } from './session';
import { w } from './words';

const DRAFT_BYTES = 16;
const MEMBER_BYTES = 12;

/** A new record, with a form of the team or the app's own. */
export function record(form: readonly [id: string, version: string] | null): void {
  const id = hex(crypto.getRandomValues(new Uint8Array(DRAFT_BYTES)));
  if (form) begunWith.set(id, form);
  go(`#/record/${id}`);
}

async function open(draftId: string): Promise<Session | 'other_form'> {
  const now = new Date();
  const today = localDay(now);
  const drafts = await engine.drafts();
  const stored = drafts.find(({ id }) => id === draftId);
  const [formId, version] = stored ? [stored.formId, stored.formVersion] : (begunWith.get(draftId) ?? [DEFAULT_FORM.id, DEFAULT_FORM.version]);
  const asking = formId === DEFAULT_FORM.id ? { form: DEFAULT_FORM, outside: undefined } : await ((await laterScreens())?.askTeamForm(formId, version, !stored) ?? null);
  const begun = asking && beginDraft(asking.form, drafts, draftId, today, now.getTime(), asking.outside?.moment());
  if (!asking || !begun) return 'other_form';
  return openSession({
    ...begun,
    ...asking,
    today,
    save: (draft) => engine.saveDraft(draft),
    now: () => Date.now(),
    random: () => crypto.getRandomValues(new Uint8Array(MEMBER_BYTES)),
  });
}

export function Capture({ draftId }: { readonly draftId: string }) {
  const sealed = useSignal<JustSealed | null>(null);
  const opened = useAnswerOnce(() => open(draftId), draftId);
  useBusy(sealed.value === null);
  const again = (): void => {
    const form = opened.value === 'other_form' ? null : opened.value?.form;
    record(form && form !== DEFAULT_FORM ? [form.id, form.version] : null);
  };
  if (sealed.value) return <Sealed {...sealed.value} another={again} />;
  if (opened.value === 'other_form') {
    return (
      <Screen title={w('new_record')} back="#/">
        <Notice tone="warn">{w('other_form')}</Notice>
      </Screen>
    );
  }
  if (opened.value) return <Pages session={opened.value} onSealed={(now) => (sealed.value = now)} />;
  return opened.refusal ? (
    <Screen title={w('new_record')} back="#/">
      <RefusalNotice refusal={opened.refusal} />
    </Screen>
  ) : (
    <Waiting />
  );
}
