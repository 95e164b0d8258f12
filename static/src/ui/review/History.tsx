/** Who changed what, when by their own clock, what it replaced and why. Newest first, nothing left out. */
import { useSignal } from '@preact/signals';
import type { HistoryEntry, Path } from '../../journey';
import { Button } from '../parts/Button';
import { answerHistory, wholeHistory, type Step } from './history';
import { claimedTime, nameOf } from './people';
import type { Question } from './questions';
import { useReview } from './review';
import { asText, Label, Said } from './Said';
import { w } from './words';

/** So many changes are drawn at once; the rest on request, because a long history must not freeze a phone. */
const STEP = 20;

function fieldOf(path: Path): string {
  return path[2] ?? path[0] ?? '';
}

function StepLine({ step, named }: { readonly step: Step; readonly named: boolean }) {
  const review = useReview();
  const field = fieldOf(step.path);
  const question: Question | null = step.path.length === 2 ? null : (review.questions.byName.get(field) ?? null);
  const section = review.questions.sections.find((one) => one.name === field) ?? null;
  return (
    <li class="step">
      {named && (
        <span class="step-name">
          <Label of={step.path.length === 2 ? section : question} name={field} />
        </span>
      )}
      {step.path.length === 2 ? <span>{step.x === false ? w('history_removed') : w('history_kept')}</span> : <Said x={step.x} question={question} />}
      {step.path.length !== 2 &&
        step.replaced.map(({ x, author }) => (
          <small key={`${author.deviceId} ${JSON.stringify(x)}`} class="said" dir="auto">
            {w('history_replaced', { value: asText(x, question), author: nameOf(author) })}
          </small>
        ))}
      {step.why !== null && (
        <small class="said" dir="auto">
          {w('decided', { why: step.why })}
        </small>
      )}
    </li>
  );
}

function Entries({ entries, named }: { readonly entries: readonly HistoryEntry[]; readonly named: boolean }) {
  const shown = useSignal(STEP);
  return (
    <>
      <p class="soft">
        <small>{w('history_note')}</small>
      </p>
      <ol class="history">
        {entries.slice(0, shown.value).map((entry) => (
          <li key={entry.changeId}>
            <p class="history-who">
              <bdi>{nameOf(entry.author)}</bdi> <small>{claimedTime(entry.time)}</small>
            </p>
            <ul class="steps">
              {entry.ops.map((step) => (
                <StepLine key={step.path.join(' ')} step={step} named={named} />
              ))}
            </ul>
          </li>
        ))}
      </ol>
      {entries.length > shown.value && <Button kind="quiet" onClick={() => (shown.value += STEP)}>{w('more')}</Button>}
    </>
  );
}

export function AnswerHistory({ path }: { readonly path: Path }) {
  const review = useReview();
  return <Entries entries={answerHistory(review.now, path)} named={path.length === 2} />;
}

export function WholeHistory() {
  const review = useReview();
  return <Entries entries={wholeHistory(review.now)} named />;
}
