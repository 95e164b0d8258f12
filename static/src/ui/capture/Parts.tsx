/** All parts of the record with how far each is; a part behind a closed gate is shown but cannot be opened. */
import { labelOf } from '../../capture/choices';
import { progress } from '../../capture/progress';
import type { Part } from '../../capture/progress';
import type { Item } from '../../capture/tree';
import { Button } from '../parts/Button';
import { Chip } from '../parts/Chip';
import type { Tone } from '../parts/Notice';
import type { IconName } from '../parts/Icon';
import { language } from '../words';
import type { Session } from './session';
import { w as sections } from './later_words';
import { w } from './words';

const LOOK: Readonly<Record<Part['state'] | 'closed', { readonly tone: Tone; readonly icon: IconName }>> = {
  empty: { tone: 'calm', icon: 'draft' },
  partly: { tone: 'warn', icon: 'clock' },
  complete: { tone: 'good', icon: 'check' },
  problem: { tone: 'danger', icon: 'stop' },
  closed: { tone: 'calm', icon: 'lock' },
};

interface PartsProps {
  readonly session: Session;
  readonly open: (part: Item) => void;
  readonly finish: (() => void) | null;
  readonly close: () => void;
}

function Row({ session, part, open }: { readonly session: Session; readonly part: Part; readonly open: (part: Item) => void }) {
  const state = part.reachable ? part.state : 'closed';
  return (
    <button type="button" class="tile capture-part" disabled={!part.reachable} onClick={() => open(part.item)}>
      <span class="item-words">
        <span class="item-title" dir="auto">
          {labelOf(session.tree.value, part.item, part.item.node.l, language.value)}
        </span>
        {part.reachable && part.questions > 0 && <small>{sections('answered', { answered: part.answered, questions: part.questions })}</small>}
      </span>
      <Chip tone={LOOK[state].tone} icon={LOOK[state].icon}>
        {state === 'problem' ? w('state_problem') : sections(`state_${state}`)}
      </Chip>
    </button>
  );
}

export function Parts({ session, open, finish, close }: PartsProps) {
  return (
    <nav class="stack" aria-label={w('parts')}>
      <div class="list">
        {progress(session.tree.value).map((part) => (
          <Row key={part.item.node.n} session={session} part={part} open={open} />
        ))}
      </div>
      <div class="row">
        <Button kind="quiet" onClick={close}>
          {sections('parts_close')}
        </Button>
        {finish && (
          <Button kind="primary" onClick={finish}>
            {w('finish')}
          </Button>
        )}
      </div>
    </nav>
  );
}
