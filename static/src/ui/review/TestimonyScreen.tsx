/**
 * One testimony, in the order of its form, with every account that anyone gave. It is read and edited without a connection.
 *
 * The page's own title and address never tell what is in it.
 */
import type { Testimony } from '../../journey';
import { engine } from '../engine';
import { Button } from '../parts/Button';
import { Icon, type IconName } from '../parts/Icon';
import { Notice } from '../parts/Notice';
import { Progress } from '../parts/Progress';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { useAnswer } from '../parts/action';
import { AnswerRow } from './AnswerRow';
import { arrange, conflictsIn, type Answered, type Block } from './arrange';
import { useKnownForm, type KnownForm } from './forms';
import { WholeHistory } from './History';
import { originOf } from './history';
import { Homeless } from './Homeless';
import { Members } from './Member';
import { viewAt } from './members';
import { nameOf } from './people';
import { Recordings } from './Recordings';
import { ReviewProvider, useReview, useReviewOf, type Ways } from './review';
import { Label } from './Said';
import { SaveBar } from './SaveBar';
import { goToAnswer } from './seek';
import { Unanswered } from './Unanswered';
import { moment } from '../words';
import { w as withdrawal } from '../withdrawal/words';
import { w } from './words';
import './review.css';
import './editing.css';

/** The field of the default form that names a testimony, without any person's name in it. */
const TITLE_FIELD = 'e_title';

/** What there is to know about this testimony as a whole, one line each. */
function notesOn(testimony: Testimony, known: KnownForm): readonly (readonly [IconName, string])[] {
  const [form, version] = testimony.form;
  const notes: (readonly [IconName, string])[] = [];
  const origin = originOf(testimony);
  if (origin !== null) notes.push(['record', w('origin', { author: nameOf(origin.author), time: moment(origin.time) })]);
  if (testimony.hasIdentity) notes.push(['lock', w('identity_note')]);
  if (testimony.waiting > 0) notes.push(['clock', w('waiting', { n: testimony.waiting })]);
  if (testimony.paths.some((view) => view.parallel)) notes.push(['people', w('parallel_note')]);
  if (known.fit === 'none') notes.push(['info', w('form_unknown', { form, version })]);
  if (known.fit === 'other_version') notes.push(['info', w('form_other_version', { version })]);
  return notes;
}

function Conflicts({ answers }: { readonly answers: readonly Answered[] }) {
  if (answers.length === 0) return null;
  return (
    <Notice tone="warn" title={w('conflicts_title', { n: answers.length })}>
      <div class="actions">
        {answers.map((answer) => (
          <Button key={answer.view.path.join(' ')} kind="quiet" onClick={() => goToAnswer(answer.view.path)}>
            <Label of={answer.question} name={answer.name} />
          </Button>
        ))}
      </div>
    </Notice>
  );
}

function Group({ block }: { readonly block: Block }) {
  const { section } = block;
  const { ways } = useReview();
  const isReview = block.unanswered.some((question) => question.compartment === 'review');
  if (isReview && !ways.coordinates) return null;
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

interface WholeProps {
  readonly testimony: Testimony;
  readonly ways?: Ways;
}

export function Whole(props: WholeProps) {
  const known = useKnownForm(props.testimony.form);
  return known === null ? <Progress done={0} total={0} label={w('reading')} /> : <ByForm {...props} known={known} />;
}

function ByForm({ testimony, ways, known }: WholeProps & { readonly known: KnownForm }) {
  const blocks = arrange(testimony, known.questions);
  const review = useReviewOf(testimony, known.questions, ways);
  return (
    <ReviewProvider value={review}>
      {review.ways.coordinates && (
        <p class="soft">
          <bdi>{w('pseudonym', { pseudonym: testimony.pseudonym })}</bdi>
        </p>
      )}
      {testimony.withdrawn && <Notice tone="warn">{withdrawal('note')}</Notice>}
      <Conflicts answers={conflictsIn(blocks)} />
      <ul class="notes">
        {notesOn(testimony, known).map(([icon, note]) => (
          <li key={note}>
            <Icon name={icon} />
            <span>{note}</span>
          </li>
        ))}
      </ul>
      {testimony.hasIdentity && (
        <a class="button button-quiet" href={`#/names/${testimony.record}`}>
          {w('identity_way')}
        </a>
      )}
      {blocks.map((block) => (
        <Group key={block.section?.name ?? ''} block={block} />
      ))}
      {review.ways.coordinates && <Recordings testimony={testimony} />}
      {!review.ways.hidden && (
        <section class="review-group">
          <h2>{w('history')}</h2>
          <details class="unanswered">
            <summary>{w('history_whole')}</summary>
            <WholeHistory />
          </details>
        </section>
      )}
      <Homeless blocks={blocks} />
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
