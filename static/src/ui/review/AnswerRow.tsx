/** One answer of a testimony: read, edited, or in conflict; with its own history. */
import { useSignal } from '@preact/signals';
import { Button } from '../parts/Button';
import { Chip } from '../parts/Chip';
import { Source } from './Account';
import { AnswerEditor } from './AnswerEditor';
import { placeOf, type Answered } from './arrange';
import { Conflict } from './Conflict';
import { AnswerHistory } from './History';
import { namesOf } from './people';
import { openedAt, openEditor, useReview } from './review';
import { Label, Said } from './Said';
import { widgetFor } from './typed';
import { w } from './words';

/** Everybody who said the same, and each of them with their time. */
function Sources({ answer }: { readonly answer: Answered }) {
  const { values } = answer.view;
  return (
    <>
      {values.length > 1 && <small>{w('said_by_several', { authors: namesOf(values.flatMap((value) => value.authors)) })}</small>}
      {values.map((value) => (
        <Source key={value.valueId} value={value} />
      ))}
    </>
  );
}

function Settled({ answer, editable }: { readonly answer: Answered; readonly editable: boolean }) {
  const review = useReview();
  const x = answer.view.values[0]?.x ?? null;
  const canEdit = editable && answer.question?.filled !== true && widgetFor(answer.question, x) !== 'none';
  return (
    <>
      <div class="answer-words">
        <Said x={x} question={answer.question} />
      </div>
      <Sources answer={answer} />
      {answer.view.parallel && <Chip tone="calm" icon="people">{w('parallel_mark')}</Chip>}
      {canEdit && (
        <div class="answer-edit">
          <Button kind="quiet" icon="draft" onClick={() => openEditor(review, answer.view.path)}>{w('edit')}</Button>
        </div>
      )}
    </>
  );
}

export function AnswerRow({ answer, editable }: { readonly answer: Answered; readonly editable: boolean }) {
  const review = useReview();
  const showHistory = useSignal(false);
  const { path, state } = answer.view;
  const opened = openedAt(review, path);
  const differs = opened === null ? state === 'conflict' : opened.shown?.state === 'conflict';
  return (
    <div class={`answer${differs ? ' answer-conflict' : ''}`} id={placeOf(path)} tabIndex={-1}>
      <h3 class="answer-label">
        <Label of={answer.question} name={answer.name} />
      </h3>
      <div class="answer-body">
        {differs ? (
          <Conflict answer={answer} />
        ) : opened === null ? (
          <Settled answer={answer} editable={editable} />
        ) : (
          <AnswerEditor opened={opened} question={answer.question} name={answer.name} />
        )}
        <details class="answer-history" onToggle={(event) => (showHistory.value = event.currentTarget.open)}>
          <summary>{w('history_answer')}</summary>
          {showHistory.value && <AnswerHistory path={path} />}
        </details>
      </div>
    </div>
  );
}
