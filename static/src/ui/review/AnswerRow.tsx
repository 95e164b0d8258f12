/** One answer of a testimony: read, edited, or in conflict; with its own history. */
import { useSignal } from '@preact/signals';
import { Chip } from '../parts/Chip';
import { Source } from './Account';
import { AnswerEditor } from './AnswerEditor';
import { placeOf, type Answered } from './arrange';
import { Conflict } from './Conflict';
import { AnswerHistory } from './History';
import { isFromOrigin } from './history';
import { namesOf } from './people';
import { openedAt, openEditor, useReview } from './review';
import { Label, Said } from './Said';
import { SmallButton } from './SmallButton';
import { widgetFor } from './typed';
import { w } from './words';

function Settled({ answer }: { readonly answer: Answered }) {
  const review = useReview();
  const { values, parallel } = answer.view;
  const x = values[0]?.x ?? null;
  return (
    <>
      <div class="answer-words">
        {review.ways.hidden ? <span class="soft">{w('hidden_answer')}</span> : <Said x={x} question={answer.question} />}
      </div>
      {values.length > 1 && <small>{w('said_by_several', { authors: namesOf(values.flatMap((value) => value.authors)) })}</small>}
      {values.length > 1 || !values.every((value) => isFromOrigin(review.now, value)) ? values.map((value) => <Source key={value.valueId} value={value} />) : null}
      {parallel && <Chip tone="calm" icon="people">{w('parallel_mark')}</Chip>}
    </>
  );
}

export function AnswerRow({ answer, editable }: { readonly answer: Answered; readonly editable: boolean }) {
  const review = useReview();
  const showHistory = useSignal(false);
  const { path, state, values } = answer.view;
  const opened = openedAt(review, path);
  const differs = opened === null ? state === 'conflict' : opened.shown?.state === 'conflict';
  const isOpen = differs || opened !== null;
  const canEdit = editable && !isOpen && answer.question?.filled !== true && widgetFor(answer.question, values[0]?.x ?? null) !== 'none';
  return (
    <div class={`answer${isOpen ? ' answer-open' : ''}${differs ? ' answer-conflict' : ''}`} id={placeOf(path)} tabIndex={-1}>
      <h3 class="answer-label">
        <Label of={answer.question} name={answer.name} />
      </h3>
      <div class="answer-body">
        {differs && <Conflict answer={answer} />}
        {!differs && opened !== null && <AnswerEditor opened={opened} question={answer.question} name={answer.name} />}
        {!isOpen && <Settled answer={answer} />}
      </div>
      <div class="answer-actions">
        {canEdit && <SmallButton icon="draft" label={w('edit')} onClick={() => openEditor(review, path)} />}
        {!review.ways.hidden && <SmallButton icon="clock" label={w('history')} expanded={showHistory.value} onClick={() => (showHistory.value = !showHistory.value)} />}
      </div>
      {showHistory.value && (
        <div class="answer-below">
          <h4>{w('history_answer')}</h4>
          <AnswerHistory path={path} />
        </div>
      )}
    </div>
  );
}
