/** A victim, an act, a claim: one card, with what it says and what became of it. Taking out hides nothing: it stays in the history. */
import { useSignal } from '@preact/signals';
import { Button } from '../parts/Button';
import { Chip } from '../parts/Chip';
import { Notice } from '../parts/Notice';
import { language } from '../words';
import { AnswerRow } from './AnswerRow';
import type { MemberBlock } from './arrange';
import { bringingBack, keeping, lastSaid, removal } from './members';
import { useReview } from './review';
import { Label, Said } from './Said';
import { labelOf } from './spoken';
import { Unanswered } from './Unanswered';
import { w } from './words';

function TakeOut({ block, name }: { readonly block: MemberBlock; readonly name: string }) {
  const review = useReview();
  const asked = useSignal(false);
  const unsaved = review.opened.value.some((opened) => opened.path[1] === block.member);
  if (!asked.value) return <Button kind="quiet" onClick={() => (asked.value = true)}>{w('member_remove', { member: name })}</Button>;
  if (unsaved) return <p>{w('member_remove_unsaved')}</p>;
  const run = () => review.change.run(removal(review.now, block));
  return (
    <Notice tone="warn">
      <p>{w('member_remove_ask')}</p>
      <div class="actions">
        <Button kind="danger" busy={review.change.busy} onClick={run}>{w('member_remove_yes')}</Button>
        <Button kind="quiet" onClick={() => (asked.value = false)}>{w('cancel')}</Button>
      </div>
    </Notice>
  );
}

function Keep({ block }: { readonly block: MemberBlock }) {
  const review = useReview();
  const run = () => review.change.run(keeping(review.now, block.collection, block.member));
  return (
    <Notice tone="warn" title={w('member_removed_edited')}>
      <p>{block.disputed ? w('member_disputed') : w('member_removed_edited_note')}</p>
      <Button kind="quiet" busy={review.change.busy} onClick={run}>{w('member_keep')}</Button>
    </Notice>
  );
}

function Removed({ block }: { readonly block: MemberBlock }) {
  const review = useReview();
  const said = lastSaid(review.now.history, block.collection, block.member);
  const question = (name: string) => review.questions.byName.get(name) ?? null;
  return (
    <details class="unanswered">
      <summary>{w('member_back')}</summary>
      <p class="soft">{w('member_back_note')}</p>
      <dl class="last-said">
        {said.map(({ field, x }) => (
          <div key={field}>
            <dt><Label of={question(field)} name={field} /></dt>
            <dd><Said x={x} question={question(field)} /></dd>
          </div>
        ))}
      </dl>
      <Button kind="quiet" busy={review.change.busy} onClick={() => review.change.run(bringingBack(review.now, block.collection, block.member))}>
        {w('member_back')}
      </Button>
    </details>
  );
}

export function Member({ block }: { readonly block: MemberBlock }) {
  const name = w('member', { group: labelOf(block.section, block.collection, language.value).text, n: block.number });
  const { hidden } = useReview().ways;
  const isOut = block.state === 'removed';
  const isAmbiguous = block.state === 'removed_but_edited' || block.disputed;
  return (
    <li class={`member${isOut ? ' member-out' : ''}`}>
      <h3>
        <bdi>{name}</bdi>
      </h3>
      {isOut && <Chip tone="warn">{w('member_removed')}</Chip>}
      {isAmbiguous && <Keep block={block} />}
      {block.answers.map((answer) => (
        <AnswerRow key={answer.name} answer={answer} editable={!isOut} />
      ))}
      {!isOut && <Unanswered questions={block.unanswered} unfolded={false} pathTo={(field) => [block.collection, block.member, field]} />}
      {block.nested.length > 0 && <Members blocks={block.nested} />}
      {isOut ? !hidden && <Removed block={block} /> : <TakeOut block={block} name={name} />}
    </li>
  );
}

export function Members({ blocks }: { readonly blocks: readonly MemberBlock[] }) {
  return (
    <ul class="members">
      {blocks.map((block) => (
        <Member key={block.member} block={block} />
      ))}
    </ul>
  );
}
