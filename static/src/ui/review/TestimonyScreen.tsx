/**
 * One testimony, in the order of its form, with every account that anyone gave. It is read and edited without a connection.
 *
 * The page's own title and address never tell what is in it.
 */
import type { Testimony } from '../../journey';
import { engine } from '../engine';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { Progress } from '../parts/Progress';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { useAnswer } from '../parts/action';
import { AnswerRow } from './AnswerRow';
import { arrange, conflictsIn, type Answered, type Block } from './arrange';
import { knownForm, type KnownForm } from './forms';
import { WholeHistory } from './History';
import { Members } from './Member';
import { viewAt } from './members';
import { ReviewProvider, useReviewOf } from './review';
import { Label } from './Said';
import { SaveBar } from './SaveBar';
import { goToAnswer } from './seek';
import { Unanswered } from './Unanswered';
import { w } from './words';
import './review.css';

/** The field of the default form that names a testimony, without any person's name in it. */
const TITLE_FIELD = 'e_title';

function FormNote({ testimony, known }: { readonly testimony: Testimony; readonly known: KnownForm }) {
  const [form, version] = testimony.form;
  if (known.fit === 'same') return null;
  return <Notice tone="calm">{known.fit === 'none' ? w('form_unknown', { form, version }) : w('form_other_version', { version })}</Notice>;
}

function Notes({ testimony, known, conflicts }: { readonly testimony: Testimony; readonly known: KnownForm; readonly conflicts: readonly Answered[] }) {
  return (
    <>
      {conflicts.length > 0 && (
        <Notice tone="warn" title={w('conflicts_title', { n: conflicts.length })}>
          <div class="actions">
            {conflicts.map((answer) => (
              <Button key={answer.view.path.join(' ')} kind="quiet" onClick={() => goToAnswer(answer.view.path)}>
                <Label of={answer.question} name={answer.name} />
              </Button>
            ))}
          </div>
        </Notice>
      )}
      {testimony.paths.some((view) => view.parallel) && (
        <Notice tone="calm" title={w('parallel_title')}>
          <p>{w('parallel_note')}</p>
        </Notice>
      )}
      {testimony.waiting > 0 && <Notice tone="calm">{w('waiting', { n: testimony.waiting })}</Notice>}
      {testimony.hasIdentity && <Notice tone="good">{w('identity_note')}</Notice>}
      <FormNote testimony={testimony} known={known} />
    </>
  );
}

function Group({ block }: { readonly block: Block }) {
  const { section } = block;
  const isReview = block.unanswered.some((question) => question.compartment === 'review');
  return (
    <section class="review-group">
      <h2>{section === null ? w('group_unknown') : <Label of={section} name={section.name} />}</h2>
      {block.answers.map((answer) => (
        <AnswerRow key={answer.name} answer={answer} editable />
      ))}
      <Members blocks={block.members} />
      <Unanswered questions={block.unanswered} unfolded={isReview} pathTo={(name) => [name]} />
    </section>
  );
}

function Whole({ testimony }: { readonly testimony: Testimony }) {
  const known = knownForm(testimony.form);
  const blocks = arrange(testimony, known.questions);
  const review = useReviewOf(testimony, known.questions);
  return (
    <ReviewProvider value={review}>
      <p class="soft">
        <bdi>{w('pseudonym', { pseudonym: testimony.pseudonym })}</bdi>
      </p>
      <Notes testimony={testimony} known={known} conflicts={conflictsIn(blocks)} />
      {blocks.map((block) => (
        <Group key={block.section?.name ?? ''} block={block} />
      ))}
      <section class="review-group">
        <h2>{w('history')}</h2>
        <details class="unanswered">
          <summary>{w('history_whole')}</summary>
          <WholeHistory />
        </details>
      </section>
      <SaveBar />
    </ReviewProvider>
  );
}

function titleOf(testimony: Testimony | null): string | null {
  const view = testimony && viewAt(testimony, [TITLE_FIELD]);
  const x = view?.state === 'settled' ? view.values[0]?.x : null;
  return typeof x === 'string' && x !== '' ? x : null;
}

export function TestimonyScreen({ record }: { readonly record: string }) {
  const { value: testimony, refusal } = useAnswer(() => engine.testimony(record), record);
  const title = titleOf(testimony) ?? (testimony ? w('untitled', { pseudonym: testimony.pseudonym }) : w('reading'));
  return (
    <Screen title={title} back="#/queue">
      <div class="review stack">
        <RefusalNotice refusal={refusal} />
        {testimony ? <Whole key={record} testimony={testimony} /> : refusal === null && <Progress done={0} total={0} label={w('reading')} />}
      </div>
    </Screen>
  );
}
