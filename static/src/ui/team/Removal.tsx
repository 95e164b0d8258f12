/** Putting one device out: with a reason, in two acts. What it means is said before, and what to do next after. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Reader, Reason } from '../../journey/governing';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { RefusalNotice } from '../parts/RefusalNotice';
import { w } from './governing_words';

const REASONS: readonly Reason[] = ['lost', 'taken', 'left', 'turned'];

export function Removal({ member, done }: { readonly member: Reader; readonly done: (said: string) => void }) {
  const asking = useSignal(false);
  const reason = useSignal<Reason | null>(null);
  const reasons = useRef<HTMLFieldSetElement>(null);
  useEffect(() => reasons.current?.querySelector('input')?.focus(), [asking.value]);
  const remove = useAction(async () => {
    if (reason.value === null) return;
    const outcome = await engine.govern('removeMember', member.deviceId, reason.value);
    done(outcome === 'done' ? `${w('removed_done')} ${w('again')}` : w('proposed'));
  });
  if (!asking.value) {
    return (
      <Button kind="quiet" wide onClick={() => (asking.value = true)}>
        {w('remove')}
      </Button>
    );
  }
  return (
    <div class="stack">
      <p>{w('remove_note')}</p>
      <fieldset class="group group-close" ref={reasons}>
        <legend class="field-label">{w('remove_why')}</legend>
        {REASONS.map((each) => (
          <label key={each} class="pick">
            <input type="radio" name={`reason-${member.deviceId}`} checked={reason.value === each} onChange={() => (reason.value = each)} />
            <span>{w(`reason_${each}`)}</span>
          </label>
        ))}
      </fieldset>
      <RefusalNotice refusal={remove.refusal} />
      <Button kind="danger" wide disabled={reason.value === null} busy={remove.busy} onClick={remove.run}>
        {w('remove_do')}
      </Button>
      <Button kind="quiet" wide disabled={remove.busy} onClick={() => (asking.value = false)}>
        {w('remove_cancel')}
      </Button>
    </div>
  );
}
