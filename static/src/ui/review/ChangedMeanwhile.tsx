/** Said before saving, when an answer is no longer what the editor was shown: three columns to compare, and the choice stays with the person. */
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import type { PathView } from '../../journey';
import { Account } from './Account';
import { changedMeanwhile, type Opened } from './edits';
import { viewAt } from './members';
import type { Question } from './questions';
import { openEditor, useReview } from './review';
import { Said } from './Said';
import { w } from './words';

function Accounts({ view, question }: { readonly view: PathView | null; readonly question: Question | null }) {
  if (view === null) return <span class="soft">{w('changed_nothing')}</span>;
  return (
    <>
      {view.values.map((value) => (
        <div key={value.valueId}>
          <Account value={value} question={question} />
        </div>
      ))}
    </>
  );
}

export function ChangedMeanwhile({ opened, question }: { readonly opened: Opened; readonly question: Question | null }) {
  const review = useReview();
  if (!changedMeanwhile(opened, review.now)) return null;
  return (
    <Notice tone="warn" title={w('changed_title')}>
      <p>{w('changed_note')}</p>
      <dl class="compare">
        <div>
          <dt>{w('changed_began')}</dt>
          <dd><Accounts view={opened.shown} question={question} /></dd>
        </div>
        <div>
          <dt>{w('changed_now')}</dt>
          <dd><Accounts view={viewAt(review.now, opened.path)} question={question} /></dd>
        </div>
        <div>
          <dt>{w('changed_yours')}</dt>
          <dd><Said x={opened.x} question={question} /></dd>
        </div>
      </dl>
      <p>{w('changed_keep')}</p>
      <Button kind="quiet" onClick={() => openEditor(review, opened.path)}>{w('changed_fresh')}</Button>
    </Notice>
  );
}
