/** A gate says stop. It says why, and offers the ways out: keep the draft for a better moment, if it may be kept, or delete it. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Problem } from '../../capture/check';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { go } from '../route';
import { problemWords } from './Question';
import type { Session } from './session';
import { w } from './later_words';

/** It appears below the answer that called it, perhaps out of sight. */
function ComeIntoSight() {
  const mark = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const frame = requestAnimationFrame(() => mark.current?.scrollIntoView({ block: 'center' }));
    return () => cancelAnimationFrame(frame);
  }, []);
  return <span ref={mark} />;
}

export function Stopped({ session, problem }: { readonly session: Session; readonly problem: Problem }) {
  const asking = useSignal(false);
  const keep = useAction(async () => {
    await session.flush();
    go('#/');
  });
  const discard = useAction(async () => {
    await session.end(() => engine.discardDraft(session.draftId));
    go('#/');
  });
  return (
    <Notice tone="warn" title={w('stop_title')}>
      <p>{problemWords(problem)}</p>
      <ComeIntoSight />
      <p class="soft">{w('stop_change')}</p>
      {asking.value ? (
        <>
          <p>{w('delete_ask')}</p>
          <div class="row">
            <Button kind="danger" busy={discard.busy} onClick={() => discard.run()}>
              {w('delete_yes')}
            </Button>
            <Button kind="quiet" onClick={() => (asking.value = false)}>
              {w('delete_no')}
            </Button>
          </div>
        </>
      ) : (
        <div class="row">
          {!problem.item.node.del && (
            <Button kind="quiet" busy={keep.busy} onClick={() => keep.run()}>
              {w('stop_keep')}
            </Button>
          )}
          <Button kind="danger" onClick={() => (asking.value = true)}>
            {w('stop_delete')}
          </Button>
        </div>
      )}
      <RefusalNotice refusal={discard.refusal ?? keep.refusal} />
    </Notice>
  );
}
