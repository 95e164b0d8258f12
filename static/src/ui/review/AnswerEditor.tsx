/** Changes one settled answer, or answers an open question. Several editors may be open; the bar at the bottom saves them together. */
import { language } from '../words';
import { Button } from '../parts/Button';
import { Field } from '../parts/Field';
import { ChangedMeanwhile } from './ChangedMeanwhile';
import { needsReason, type Opened } from './edits';
import { keyOf } from './members';
import type { Question } from './questions';
import { closeEditor, isNotReady, update, useReview } from './review';
import { asText } from './Said';
import { labelOf } from './spoken';
import { ValueInput } from './ValueInput';
import { w } from './words';

export function Reason({ opened }: { readonly opened: Opened }) {
  const review = useReview();
  const missing = isNotReady(review, opened.path) && opened.why.trim() === '';
  return (
    <Field label={w('why')} hint={w('why_hint')} error={missing ? w('why_missing') : null}>
      <textarea dir="auto" rows={3} value={opened.why} onInput={(event) => update(review, { ...opened, why: event.currentTarget.value })} />
    </Field>
  );
}

export function AnswerEditor({ opened, question, name }: { readonly opened: Opened; readonly question: Question | null; readonly name: string }) {
  const review = useReview();
  const label = labelOf(question, name, language.value).text;
  const before = opened.shown?.values[0];
  return (
    <div class="editor">
      <ChangedMeanwhile opened={opened} question={question} />
      {/* Begun anew, the input is made anew: what was typed before belongs to what was seen before. */}
      <ValueInput
        key={opened.sawValueIds.join()}
        question={question}
        name={keyOf(opened.path)}
        x={opened.x}
        label={label}
        give={({ x, wrong }) => update(review, { ...opened, x, wrong })}
      />
      {before && !review.ways.hidden && <small dir="auto">{w('before', { value: asText(before.x, question) })}</small>}
      {needsReason(opened) && (
        <>
          <p class="soft">{w('replaces_several')}</p>
          <Reason opened={opened} />
        </>
      )}
      <Button kind="quiet" onClick={() => closeEditor(review, opened.path)}>{w('cancel')}</Button>
    </div>
  );
}
