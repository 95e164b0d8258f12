/** Above every page: the way out, whether everything is saved, and the list of parts. */
import { progress } from '../../capture/progress';
import { Icon } from '../parts/Icon';
import { RefusalNotice } from '../parts/RefusalNotice';
import type { Session } from './session';
import { w } from './words';

const SAVED_WORDS = { waiting: 'saving', saving: 'saving', saved: 'saved', failed: 'unsaved' } as const;

interface BarProps {
  readonly session: Session;
  /** Name of the part that is open, null on screens that are of no part. */
  readonly part: string | null;
  readonly parts: (() => void) | null;
}

export function Bar({ session, part: open, parts }: BarProps) {
  const saved = session.saved.value;
  const all = progress(session.tree.value);
  const at = all.findIndex((part) => part.item.node.n === open);
  return (
    <div class="capture-bar">
      <div class="capture-bar-row">
        <a class="back" href="#/">
          <Icon name="back" />
          <span>{w('home')}</span>
        </a>
        <span class="capture-saved" role="status" data-state={saved.state}>
          {saved.state === 'saved' && <Icon name="check" />}
          {saved.state === 'failed' && <Icon name="warning" />}
          {saved.state !== 'nothing' && <span>{w(SAVED_WORDS[saved.state])}</span>}
        </span>
        {parts && (
          <button type="button" class="capture-parts" onClick={parts}>
            {w('parts')}
          </button>
        )}
      </div>
      {at >= 0 && <progress class="capture-progress" aria-label={w('progress', { n: at + 1, of: all.length })} value={at + 1} max={all.length} />}
      {saved.state === 'failed' && <RefusalNotice refusal={saved.refusal} />}
    </div>
  );
}
