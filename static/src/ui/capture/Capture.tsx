/** Recording one testimony: opens the draft, and holds the sign "busy" so that no update breaks in and the idle lock waits longer. */
import './capture.css';
import { useSignal } from '@preact/signals';
import { DEFAULT_FORM } from '../../capture/default_form';
import { useBusy } from '../busy';
import { engine } from '../engine';
import { useAnswerOnce } from './once';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { Waiting } from '../parts/Waiting';
import { go } from '../route';
import { beginDraft, localDay } from './begin';
import { Pages } from './Pages';
import { Sealed } from './Sealed';
import { openSession } from './session';
import type { JustSealed, Session } from './session';
import { w } from './words';

const DRAFT_BYTES = 16;
const MEMBER_BYTES = 12;

export function newDraftId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(DRAFT_BYTES)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function open(draftId: string): Promise<Session | 'other_form'> {
  const now = new Date();
  const today = localDay(now);
  const begun = beginDraft(DEFAULT_FORM, await engine.drafts(), draftId, today, now.getTime());
  if (!begun) return 'other_form';
  return openSession({
    ...begun,
    form: DEFAULT_FORM,
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
  if (sealed.value) return <Sealed {...sealed.value} another={() => go(`#/record/${newDraftId()}`)} />;
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
