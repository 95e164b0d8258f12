/**
 * Accounts that differ, side by side, each in its author's exact words. None is preselected, none is put first for a reason: they stand in
 * the order of their ids. Only a person's decision with a reason settles them, and it replaces exactly the accounts that were on screen.
 */
import type { CurrentValue } from '../../journey';
import { Button } from '../parts/Button';
import { Chip } from '../parts/Chip';
import { Notice } from '../parts/Notice';
import { language } from '../words';
import { Account } from './Account';
import { Reason } from './AnswerEditor';
import type { Answered } from './arrange';
import { ChangedMeanwhile } from './ChangedMeanwhile';
import { lacksWording, openAnswer, type Opened } from './edits';
import { keyOf } from './members';
import { closeEditor, isNotReady, openedAt, update, useReview } from './review';
import { asText } from './Said';
import { labelOf } from './spoken';
import { ValueInput } from './ValueInput';
import { w } from './words';

function Deciding({ answer, opened, asOwnWording }: { readonly answer: Answered; readonly opened: Opened; readonly asOwnWording: boolean }) {
  const review = useReview();
  const label = labelOf(answer.question, answer.name, language.value).text;
  return (
    <div class="editor">
      <ChangedMeanwhile opened={opened} question={answer.question} />
      {asOwnWording ? (
        <>
          <p class="soft">{w('decide_own_note')}</p>
          <ValueInput
            key={opened.sawValueIds.join()}
            question={answer.question}
            name={keyOf(opened.path)}
            x={opened.x}
            label={label}
            give={({ x, wrong }) => update(review, { ...opened, x, wrong })}
          />
          {lacksWording(opened) && isNotReady(review, opened.path) && <Notice tone="danger">{w('wording_missing')}</Notice>}
        </>
      ) : (
        <p dir="auto">{w('deciding_for', { value: asText(opened.x, answer.question) })}</p>
      )}
      <Reason opened={opened} />
      <div class="actions">
        <Button kind="primary" busy={review.save.busy} onClick={() => review.save.run([opened])}>{w('decide')}</Button>
        <Button kind="quiet" onClick={() => closeEditor(review, opened.path)}>{w('cancel')}</Button>
      </div>
    </div>
  );
}

export function Conflict({ answer }: { readonly answer: Answered }) {
  const review = useReview();
  const { path } = answer.view;
  const opened = openedAt(review, path);
  /** While a decision is open, the accounts that it began with stay on screen; newer ones are shown beside it and said to be new. */
  const accounts = opened?.shown?.values ?? answer.view.values;
  const begin = (value: CurrentValue | null) => {
    const fresh = openedAt(review, path) ?? openAnswer(review.now, path);
    update(review, { ...fresh, x: value?.x ?? null, wrong: null, ownWording: value === null });
  };
  return (
    <div class="conflict">
      <Chip tone="warn">{w('conflict')}</Chip>
      <p class="soft">{w('conflict_note')}</p>
      <ul class="accounts">
        {accounts.map((value, index) => (
          <li class="account" key={value.valueId}>
            <h4>{w('account', { n: index + 1 })}</h4>
            <Account value={value} question={answer.question} />
            <Button kind="quiet" wide onClick={() => begin(value)}>{w('decide_this')}</Button>
          </li>
        ))}
      </ul>
      {!opened?.ownWording && <Button kind="quiet" onClick={() => begin(null)}>{w('decide_own')}</Button>}
      {opened !== null && <Deciding answer={answer} opened={opened} asOwnWording={opened.ownWording} />}
    </div>
  );
}
