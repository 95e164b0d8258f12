/** Editors whose answer was taken out while they were open: what was typed stays on screen until the person saves it or throws it away. */
import { Notice } from '../parts/Notice';
import { AnswerRow } from './AnswerRow';
import { placesIn, type Answered, type Block } from './arrange';
import type { Opened } from './edits';
import { keyOf } from './members';
import { useReview, type Review } from './review';
import { w } from './words';

function answerOf({ path, shown }: Opened, review: Review): Answered {
  const name = path[2] ?? path[0] ?? '';
  return { view: shown ?? { path, state: 'settled', values: [], parallel: false }, name, question: review.questions.byName.get(name) ?? null };
}

export function Homeless({ blocks }: { readonly blocks: readonly Block[] }) {
  const review = useReview();
  const places = placesIn(blocks);
  const lost = review.opened.value.filter((opened) => !places.has(keyOf(opened.path)));
  if (lost.length === 0) return null;
  return (
    <Notice tone="warn" title={w('homeless')}>
      <p>{w('homeless_note')}</p>
      {lost.map((opened) => (
        <AnswerRow key={keyOf(opened.path)} answer={answerOf(opened, review)} editable={false} />
      ))}
    </Notice>
  );
}
