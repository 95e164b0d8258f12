/** Stands at the bottom while something is open in an editor, and after saving says honestly where it is: on this device, and from there on its way. */
import { Button } from '../parts/Button';
import { Chip } from '../parts/Chip';
import { RefusalNotice } from '../parts/RefusalNotice';
import { exchange } from '../state';
import { moment } from '../words';
import { placeOf } from './arrange';
import { changedMeanwhile, isTouched } from './edits';
import { useReview } from './review';
import { savedState } from './saved';
import { goToAnswer } from './seek';
import { SmallButton } from './SmallButton';
import { w } from './words';

function SavedLine({ savedAt }: { readonly savedAt: number }) {
  const state = savedState(savedAt, exchange.value);
  return (
    <>
      <Chip tone={state === 'saved_refused' ? 'warn' : 'good'}>{w(state, { time: moment(exchange.value?.lastSuccess ?? savedAt) })}</Chip>
      {state === 'saved_refused' && <RefusalNotice refusal={exchange.value?.refusal} />}
    </>
  );
}

export function SaveBar() {
  const review = useReview();
  const edits = review.opened.value.filter((opened) => opened.shown?.state !== 'conflict' && isTouched(opened));
  const changed = review.opened.value.filter((opened) => changedMeanwhile(opened, review.now));
  const { savedAt, save, change } = review;
  const trouble = save.refusal ?? change.refusal;
  if (edits.length === 0 && savedAt.value === null && trouble === null) return null;
  const throwAway = () => (review.opened.value = review.opened.value.filter((opened) => !edits.includes(opened)));
  return (
    <div class="save-bar">
      <RefusalNotice refusal={trouble} />
      {edits.length > 0 ? (
        <>
          <p class="soft" role="status">{w('unsaved', { n: edits.length })}</p>
          {changed.map((opened) => (
            <SmallButton key={placeOf(opened.path)} icon="warning" label={w('changed_look')} onClick={() => goToAnswer(opened.path)} />
          ))}
          <div class="actions">
            <Button kind="primary" busy={save.busy} onClick={() => save.run(edits)}>{w('save_all', { n: edits.length })}</Button>
            <Button kind="quiet" disabled={save.busy} onClick={throwAway}>{w('throw_away')}</Button>
          </div>
        </>
      ) : (
        savedAt.value !== null && <SavedLine savedAt={savedAt.value} />
      )}
    </div>
  );
}
