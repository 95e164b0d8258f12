/** The last screen: what is still open, what will be sealed for whom, and the seal itself with its price in plain words. */
import { check } from '../../capture/check';
import type { Problem } from '../../capture/check';
import { labelOf } from '../../capture/choices';
import { countSealed } from '../../capture/seal';
import type { Item } from '../../capture/tree';
import { Later, laterScreens } from '../Later';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Icon } from '../parts/Icon';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { overview } from '../state';
import { language } from '../words';
import { memberTitle } from './Members';
import { problemWords } from './Question';
import type { JustSealed, Session } from './session';
import { w } from './words';

interface FinishProps {
  readonly session: Session;
  readonly mend: (problem: Problem) => void;
  readonly goTo: (item: Item) => void;
  readonly goBack: () => void;
  readonly onSealed: (sealed: JustSealed) => void;
}

/** The member or the part that a question stands in. */
function whereIs(session: Session, item: Item): string {
  let around = item.above;
  while (around && around.kind !== 'member' && around.above) around = around.above;
  if (!around) return '';
  return around.kind === 'member' ? memberTitle(session, around) : labelOf(session.tree.value, around, around.node.l, language.value);
}

function ProblemList({ session, problems, mend }: { readonly session: Session; readonly problems: readonly Problem[]; readonly mend: (problem: Problem) => void }) {
  return (
    <ul class="list">
      {problems.map((problem) => (
        <li key={problem.path.join('/')}>
          <button type="button" class="tile capture-part" onClick={() => mend(problem)}>
            <span class="item-words">
              <span class="item-title" dir="auto">
                {labelOf(session.tree.value, problem.item, problem.item.node.l, language.value)}
              </span>
              <small>{whereIs(session, problem.item)}</small>
              {problem.kind !== 'required' && <small class="capture-wrong">{problemWords(problem)}</small>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function ForWhom({ session }: { readonly session: Session }) {
  const counts = countSealed(session.tree.value);
  return (
    <section class="card stack" aria-labelledby="for-whom">
      <h2 id="for-whom">{w('who_title')}</h2>
      <p class="capture-whom">
        <Icon name="readable" />
        <span>{w('who_testimony', { n: counts.testimony })}</span>
      </p>
      {counts.identity > 0 && (
        <p class="capture-whom">
          <Icon name="lock" />
          <span>{w('who_identity', { n: counts.identity })}</span>
        </p>
      )}
      <p class="capture-whom">
        <Icon name="sealed" />
        <span>{w('who_server')}</span>
      </p>
    </section>
  );
}

/** Without what is added at sealing, if it cannot be had: nobody then releases a text of this testimony, and it is safer sealed than open. */
async function sealNow(session: Session): Promise<JustSealed> {
  const { fields, number, hasWitness } = (await (await laterScreens())?.atSealing(session)) ?? { fields: session.fields(), number: null, hasWitness: true };
  return { handed: await engine.seal(session.draftId, [session.form.id, session.form.version], fields), number, hasWitness };
}

/** What sealing means on this phone, by the team's own rule. */
function SealNote() {
  const sealing = overview.value?.sealing;
  if (!sealing || sealing.when === 'atDone') return <>{w('seal_atDone')}</>;
  return <Later within show={({ KeptNote }) => <KeptNote sealing={sealing} />} />;
}

export function Finish({ session, mend, goTo, goBack, onSealed }: FinishProps) {
  const problems = check(session.tree.value);
  const blocking = problems.filter((problem) => problem.blocks);
  const open = problems.filter((problem) => !problem.blocks);
  const waits = overview.value !== null && !overview.value.admitted;
  const seal = useAction(async () => {
    onSealed(await session.end(() => sealNow(session)));
  });
  return (
    <div class="stack">
      {blocking.length > 0 && (
        <section class="stack">
          <h2>{w('problems_title', { n: blocking.length })}</h2>
          <ProblemList session={session} problems={blocking} mend={mend} />
        </section>
      )}
      {open.length > 0 && (
        <section class="stack">
          <h2>{w('missing_title', { n: open.length })}</h2>
          <p class="soft">{w('missing_note')}</p>
          <ProblemList session={session} problems={open} mend={mend} />
        </section>
      )}
      <Later within show={({ NamesInTexts }) => <NamesInTexts session={session} goTo={goTo} />} />
      <ForWhom session={session} />
      {waits && <Notice tone="warn">{w('seal_waits')}</Notice>}
      {!waits && blocking.length === 0 && (
        <>
          <Notice tone="calm"><SealNote /></Notice>
          <Button kind="primary" icon="sealed" wide busy={seal.busy} onClick={() => seal.run()}>
            {w('seal')}
          </Button>
        </>
      )}
      <RefusalNotice refusal={seal.refusal} />
      <Button kind="quiet" wide onClick={goBack}>
        {w('go_back')}
      </Button>
    </div>
  );
}
