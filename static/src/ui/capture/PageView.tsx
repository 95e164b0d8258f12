/** One page of the form with its way back and on. Before a gate, "next" first asks for what is missing. */
import { labelOf } from '../../capture/choices';
import { lastGateGroup, problemsIn } from '../../capture/check';
import type { Problem } from '../../capture/check';
import type { Page } from '../../capture/pages';
import { topOf } from '../../capture/progress';
import type { Item } from '../../capture/tree';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { language } from '../words';
import { Members, memberTitle } from './Members';
import { Question } from './Question';
import { Later } from '../Later';
import type { Session } from './session';
import { w } from './words';

interface PageViewProps {
  readonly session: Session;
  readonly page: Page;
  readonly stopped: Problem | null;
  readonly left: ReadonlySet<string>;
  readonly leave: (items: readonly Item[]) => void;
  readonly back: (() => void) | null;
  readonly next: () => void;
  readonly open: (memberId: string) => void;
  /** The form ends here. */
  readonly last: boolean;
}

/** Where the page lies: the part or the member first, then the group. */
export function pageTitle(session: Session, page: Page): string {
  const label = (item: Item): string => (item.kind === 'member' ? memberTitle(session, item) : labelOf(session.tree.value, item, item.node.l, language.value));
  let around: Item | null = page.of.above;
  while (around && around.kind !== 'member' && around.above) around = around.above;
  const title = around && page.of.kind !== 'member' ? `${label(around)} · ${label(page.of)}` : label(page.of);
  return page.parts > 1 ? w('part_of', { title, part: page.part, parts: page.parts }) : title;
}

function focusFirstProblem(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-wrong] :is(input, select, textarea)')?.focus());
}

export function PageView({ session, page, stopped, left, leave, back, next, open, last }: PageViewProps) {
  const tree = session.tree.value;
  const gated = tree.items.indexOf(topOf(page.of)) <= lastGateGroup(tree);
  const identity = page.kind === 'questions' && page.items.every((item) => item.node.cmp === 'identity');
  const onLeft = (item: Item): void => leave([item]);
  const goOn = (): void => {
    const here = page.kind === 'questions' ? problemsIn(tree, page.items, gated) : [];
    leave(here.map((problem) => problem.item));
    if (gated && here.length > 0) focusFirstProblem();
    else next();
  };
  return (
    <>
      {identity && <Notice tone="calm">{w('kept_apart_page')}</Notice>}
      {page.kind === 'members' ? (
        <Members session={session} page={page} open={open} left={left} onLeft={onLeft} />
      ) : (
        <div class="capture-questions">
          {page.items.map((item) => (
            <Question key={item.path.join('/')} session={session} item={item} gated={gated} showProblem={left.has(item.path.join('/'))} onLeft={onLeft} identityKnown={identity} />
          ))}
        </div>
      )}
      {stopped && <Later within show={({ Stopped }) => <Stopped session={session} problem={stopped} />} />}
      <div class="capture-way">
        {back && (
          <Button kind="quiet" onClick={back}>
            {w('back')}
          </Button>
        )}
        {!stopped && (
          <Button kind="primary" onClick={goOn}>
            {w(last && problemsIn(tree, page.items, gated).length === 0 ? 'to_end' : 'next')}
          </Button>
        )}
      </div>
    </>
  );
}
