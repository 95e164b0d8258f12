/** The way through a record: one page at a time, the list of all parts, and the end. Leaving saves; a closed gate lets nobody by. */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { closedGate } from '../../capture/check';
import type { Problem } from '../../capture/check';
import { pageAfter, pageBefore, pageOfItem, pageOfProblem, pagesOf } from '../../capture/pages';
import type { Page } from '../../capture/pages';
import { topOf } from '../../capture/progress';
import type { Item } from '../../capture/tree';
import { Later } from '../Later';
import { saveBeforeLock } from '../leaving';
import { Button } from '../parts/Button';
import { Screen } from '../parts/Screen';
import { Bar } from './Bar';
import { Finish } from './Finish';
import { PageView, pageTitle } from './PageView';
import type { JustSealed, Session } from './session';
import { w } from './words';

type View = { readonly kind: 'page'; readonly id: string } | { readonly kind: 'parts' | 'finish' };

interface PagesProps {
  readonly session: Session;
  readonly onSealed: (sealed: JustSealed) => void;
}

/** Whatever takes the person away from the screen saves first. */
function useSaveOnLeaving(session: Session): void {
  useEffect(() => {
    const save = (): void => void session.flush();
    const hidden = (): void => (document.hidden ? save() : undefined);
    const forget = saveBeforeLock(session.flush);
    addEventListener('blur', save);
    addEventListener('pagehide', save);
    document.addEventListener('visibilitychange', hidden);
    return () => {
      forget();
      removeEventListener('blur', save);
      removeEventListener('pagehide', save);
      document.removeEventListener('visibilitychange', hidden);
      save();
    };
  }, [session]);
}

function firstPage(pages: readonly Page[], part: string): Page | undefined {
  return pages.find((page) => topOf(page.of).node.n === part) ?? pages[0];
}

export function Pages({ session, onSealed }: PagesProps) {
  const pages = useComputed(() => pagesOf(session.tree.value)).value;
  const view = useSignal<View>({ kind: 'page', id: firstPage(pages, session.at())?.id ?? '' });
  const left = useSignal<ReadonlySet<string>>(new Set());
  const attaching = useSignal(false);
  useSaveOnLeaving(session);
  const leave = (items: readonly Item[]): void => {
    left.value = new Set([...left.value, ...items.map((item) => item.path.join('/'))]);
  };
  const show = (page: Page | null): void => {
    if (page) session.goTo(topOf(page.of).node.n);
    view.value = page ? { kind: 'page', id: page.id } : { kind: 'finish' };
  };
  const mend = (problem: Problem): void => {
    leave([problem.item]);
    show(pageOfProblem(pages, problem));
  };
  const now = view.value;
  const page = now.kind === 'page' ? (pages.find((one) => one.id === now.id) ?? firstPage(pages, session.at())) : undefined;
  const openEnd = closedGate(session.tree.value) === null;
  const toPage = (): void => show(firstPage(pages, session.at()) ?? null);
  // At one place of every page, so that a recording goes on from page to page.
  const attach =
    openEnd &&
    (attaching.value ? (
      <Later within show={({ Attach }) => <Attach session={session} />} />
    ) : (
      <div class="capture-attach">
        <Button kind="quiet" wide onClick={() => (attaching.value = true)}>
          {w('attach')}
        </Button>
      </div>
    ));
  if (page) {
    const gate = closedGate(session.tree.value);
    return (
      <>
        <Bar session={session} part={topOf(page.of).node.n} parts={() => (view.value = { kind: 'parts' })} />
        <Screen key={page.id} title={pageTitle(session, page)}>
          <PageView
            session={session}
            page={page}
            stopped={gate?.kind === 'stop' && page.items.includes(gate.item) ? gate : null}
            left={left.value}
            leave={leave}
            back={pageBefore(pages, page) && (() => show(pageBefore(pages, page)))}
            next={() => show(pageAfter(pagesOf(session.tree.value), page))}
            open={(member) => show(pagesOf(session.tree.value).find((one) => one.within === member) ?? page)}
            last={openEnd && pageAfter(pages, page) === null}
          />
        </Screen>
        {attach}
      </>
    );
  }
  return (
    <>
      <Bar session={session} part={null} parts={now.kind === 'parts' ? null : () => (view.value = { kind: 'parts' })} />
      <Screen key={now.kind} title={w(now.kind === 'parts' ? 'parts' : 'finish')}>
        {now.kind === 'parts' ? (
          <Later
            within
            show={({ Parts }) => (
              <Parts session={session} open={(part) => show(pageOfItem(pages, part))} close={toPage} finish={openEnd ? () => (view.value = { kind: 'finish' }) : null} />
            )}
          />
        ) : (
          <Finish session={session} mend={mend} goTo={(item) => show(pageOfItem(pages, item))} goBack={toPage} onSealed={onSealed} />
        )}
      </Screen>
      {attach}
    </>
  );
}
