/** One account of one answer: its author's exact words, who said it, and when their device says it was. */
import type { CurrentValue } from '../../journey';
import { claimedTime, namesOf } from './people';
import type { Question } from './questions';
import { Said } from './Said';
import { w } from './words';

export function Source({ value }: { readonly value: CurrentValue }) {
  return (
    <span class="source">
      <small>
        {w('by', { authors: namesOf(value.authors) })} · {claimedTime(value.time)}
      </small>
      {value.why !== null && (
        <small class="said" dir="auto">
          {w('decided', { why: value.why })}
        </small>
      )}
    </span>
  );
}

export function Account({ value, question }: { readonly value: CurrentValue; readonly question: Question | null }) {
  return (
    <>
      <div class="account-words">
        <Said x={value.x} question={question} />
      </div>
      <Source value={value} />
    </>
  );
}
