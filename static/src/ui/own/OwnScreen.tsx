/** One testimony that this person handed over: how long this phone can open it, what it still shows, correcting it, and forgetting it now. */
import { useSignal } from '@preact/signals';
import type { Handed, OwnTestimony } from '../../journey/own';
import { engine } from '../engine';
import { useAction, useAnswer } from '../parts/action';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { Progress } from '../parts/Progress';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import type { Ways } from '../review/review';
import { Whole } from '../review/TestimonyScreen';
import { moment } from '../words';
import { w } from './words';

const correcting = (hidden: boolean): Ways => ({ edit: (record, edits) => engine.correct(record, edits), coordinates: false, hidden });
const SHOWN = correcting(false);
const HIDDEN = correcting(true);

function ForgetNow({ handed, open }: { readonly handed: Handed; readonly open: boolean }) {
  const asked = useSignal(false);
  const forget = useAction(() => engine.forgetOwn(handed.record));
  if (!asked.value) {
    return (
      <Button kind="quiet" wide onClick={() => (asked.value = true)}>
        {w(open ? 'forget' : 'forget_list')}
      </Button>
    );
  }
  return (
    <Notice tone="warn">
      <p>{w('forget_ask')}</p>
      <RefusalNotice refusal={forget.refusal} />
      <div class="row">
        <Button kind="danger" busy={forget.busy} onClick={forget.run}>
          {w('forget_yes')}
        </Button>
        <Button kind="quiet" disabled={forget.busy} onClick={() => (asked.value = false)}>
          {w('cancel')}
        </Button>
      </div>
    </Notice>
  );
}

function howLong({ testimony, open }: OwnTestimony): string {
  if (testimony === null) return w('nothing');
  if (open === null) return w('closed');
  return open.until === null ? w('open_read') : w('open_until', { when: moment(open.until) });
}

function Known({ own }: { readonly own: OwnTestimony }) {
  const { handed, testimony, open } = own;
  return (
    <>
      <p class="soft">{w('sealed_at', { when: moment(handed.sealedAt) })}</p>
      <Notice tone={open === null ? 'calm' : 'warn'}>
        <p>{howLong(own)}</p>
      </Notice>
      {testimony !== null && (
        <>
          <ForgetNow key={String(open === null)} handed={handed} open={open !== null} />
          <p>{w('correct')}</p>
          <p class="soft">{w('names')}</p>
          <div class="review stack">
            <Whole testimony={testimony} ways={open === null ? HIDDEN : SHOWN} />
          </div>
        </>
      )}
    </>
  );
}

export function OwnScreen({ record }: { readonly record: string }) {
  const { value, refusal } = useAnswer(() => engine.ownTestimony(record), record);
  return (
    <Screen title={value?.handed.pseudonym ?? w('reading')} back="#/">
      <RefusalNotice refusal={refusal} />
      {value ? <Known own={value} /> : refusal === null && <Progress done={0} total={0} label={w('reading')} />}
    </Screen>
  );
}
