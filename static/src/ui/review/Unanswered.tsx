/** Questions of the form that nobody answered. They are folded away, and each can be answered here. */
import type { Path } from '../../journey';
import { AnswerEditor } from './AnswerEditor';
import type { Question } from './questions';
import { openedAt, openEditor, useReview } from './review';
import { Label } from './Said';
import { SmallButton } from './SmallButton';
import { widgetFor } from './typed';
import { w } from './words';

function Open({ question, path }: { readonly question: Question; readonly path: Path }) {
  const review = useReview();
  const opened = openedAt(review, path);
  return (
    <div class={`answer${opened === null ? '' : ' answer-open'}`}>
      <h3 class="answer-label">
        <Label of={question} name={question.name} />
      </h3>
      {opened === null ? (
        <div class="answer-actions">
          <SmallButton icon="draft" label={w('answer')} onClick={() => openEditor(review, path)} />
        </div>
      ) : (
        <div class="answer-body">
          <AnswerEditor opened={opened} question={question} name={question.name} />
        </div>
      )}
    </div>
  );
}

export function Unanswered({ questions, pathTo, unfolded }: { readonly questions: readonly Question[]; readonly pathTo: (name: string) => Path; readonly unfolded: boolean }) {
  const answerable = questions.filter((question) => widgetFor(question, null) !== 'none');
  if (answerable.length === 0) return null;
  const rows = answerable.map((question) => <Open key={question.name} question={question} path={pathTo(question.name)} />);
  if (unfolded) return <>{rows}</>;
  return (
    <details class="unanswered">
      <summary>{w('unanswered', { n: answerable.length })}</summary>
      {rows}
    </details>
  );
}
