/** The members of a repeat as cards: add, open, remove after a second question. Members with few questions are answered right here. */
import { useSignal } from '@preact/signals';
import { problemsIn } from '../../capture/check';
import { labelOf } from '../../capture/choices';
import type { Page } from '../../capture/pages';
import { positionOf } from '../../capture/answers';
import { walk } from '../../capture/tree';
import type { Item } from '../../capture/tree';
import { Button } from '../parts/Button';
import { Chip } from '../parts/Chip';
import { Notice } from '../parts/Notice';
import { language } from '../words';
import type { Session } from './session';
import { memberSummary } from './summary';
import { Question } from './Question';
import { w } from './words';

interface MembersProps {
  readonly session: Session;
  readonly page: Page;
  readonly open: (memberId: string) => void;
  readonly left: ReadonlySet<string>;
  readonly onLeft: (item: Item) => void;
}

export function memberTitle(session: Session, member: Item): string {
  const title = labelOf(session.tree.value, member, member.node.l, language.value);
  return w('member', { title, n: positionOf(member.member?.id ?? '') });
}

function Removal({ title, onRemove }: { readonly title: string; readonly onRemove: () => void }) {
  const asking = useSignal(false);
  if (!asking.value) {
    return (
      <Button kind="quiet" onClick={() => (asking.value = true)}>
        {w('remove')}
      </Button>
    );
  }
  return (
    <Notice tone="warn" title={w('remove_ask', { title })}>
      <div class="row">
        <Button kind="danger" onClick={onRemove}>
          {w('remove_yes')}
        </Button>
        <Button kind="quiet" onClick={() => (asking.value = false)}>
          {w('remove_no')}
        </Button>
      </div>
    </Notice>
  );
}

function State({ session, member }: { readonly session: Session; readonly member: Item }) {
  const problems = problemsIn(session.tree.value, member.children, false);
  const missing = problems.filter((problem) => problem.kind === 'required').length;
  if (problems.length > missing) return <Chip tone="danger">{w('state_problem')}</Chip>;
  return missing > 0 ? <Chip tone="warn">{w('member_missing', { n: missing })}</Chip> : null;
}

function Card({ session, member, open, inline, left, onLeft }: Omit<MembersProps, 'page'> & { readonly member: Item; readonly inline: boolean }) {
  const title = memberTitle(session, member);
  const id = member.member?.id ?? '';
  return (
    <li class="card stack">
      <div class="row row-apart">
        <h2>{title}</h2>
        {!inline && <State session={session} member={member} />}
      </div>
      {inline ? (
        walk(member.children)
          .filter((item) => item.kind === 'question' && item.node.calc === undefined && session.tree.value.isRelevant(item))
          .map((item) => <Question key={item.path.join('/')} session={session} item={item} gated={false} showProblem={left.has(item.path.join('/'))} onLeft={onLeft} identityKnown={false} />)
      ) : (
        <p class="soft">
          {memberSummary(session.tree.value, member, language.value) || w('member_empty')}
        </p>
      )}
      <div class="row">
        {!inline && (
          <Button kind="quiet" onClick={() => open(id)}>
            {w('open')}
          </Button>
        )}
        {member.node.cnt === undefined && <Removal title={title} onRemove={() => session.remove(id)} />}
      </div>
    </li>
  );
}

export function Members({ session, page, open, left, onLeft }: MembersProps) {
  const add = (): void => {
    const id = session.add(page.of.node.n, page.within);
    if (!page.inline) open(id);
  };
  return (
    <div class="stack">
      {page.items.length === 0 && page.of.node.cnt === undefined && <p class="soft">{w('add_first')}</p>}
      <ul class="list">
        {page.items.map((member) => (
          <Card key={member.member?.id} session={session} member={member} open={open} inline={page.inline} left={left} onLeft={onLeft} />
        ))}
      </ul>
      {page.of.node.cnt === undefined && (
        <Button kind="quiet" icon="record" wide onClick={add}>
          {w('add')}
        </Button>
      )}
    </div>
  );
}
