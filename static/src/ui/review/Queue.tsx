/**
 * The coordinator's list of testimonies. Records in which accounts differ stand first and are counted above the list, whatever the filter.
 *
 * The search runs on this device and is kept nowhere.
 */
import { useSignal } from '@preact/signals';
import type { QueueEntry } from '../../journey';
import { engine } from '../engine';
import { Button } from '../parts/Button';
import { Chip } from '../parts/Chip';
import { Field } from '../parts/Field';
import { Notice } from '../parts/Notice';
import { Progress } from '../parts/Progress';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { useAnswer } from '../parts/action';
import { overview } from '../state';
import { moment } from '../words';
import { namesOf } from './people';
import { choose, count, page, type Counts, type Filter } from './queue';
import { WithdrawWay } from '../withdrawal/Withdraw';
import { w as withdrawal } from '../withdrawal/words';
import { q } from './queue_words';
import './queue.css';

/** So many are found with the eyes. */
const FEW = 5;
const FILTERS: readonly Filter[] = ['all', 'conflicts', 'unread'];

function Chips({ entry }: { readonly entry: QueueEntry }) {
  return (
    <span class="chips">
      {entry.withdrawn && <Chip tone="warn" icon="stop">{withdrawal('chip')}</Chip>}
      {entry.conflicts > 0 && <Chip tone="warn">{q('chip_conflicts', { n: entry.conflicts })}</Chip>}
      {entry.unread && <Chip tone="calm" icon="readable">{q('chip_unread')}</Chip>}
      {entry.parallel > 0 && <Chip tone="calm" icon="people">{q('chip_parallel')}</Chip>}
      {entry.waiting > 0 && <Chip tone="calm" icon="clock">{q('chip_waiting', { n: entry.waiting })}</Chip>}
      {entry.hasIdentity && <Chip tone="good" icon="lock">{q('chip_identity')}</Chip>}
    </span>
  );
}

function Row({ entry }: { readonly entry: QueueEntry }) {
  return (
    <li>
      <a class="item item-plain queue-row" href={`#/testimony/${entry.record}`}>
        <span class="item-words">
          <bdi class="item-title">{entry.title ?? q('untitled')}</bdi>
          <small>
            <bdi>{entry.pseudonym}</bdi> · {q('by', { authors: namesOf(entry.authors) })}
          </small>
          <small>{q('time_claim', { time: moment(entry.lastTime) })}</small>
        </span>
        <Chips entry={entry} />
      </a>
    </li>
  );
}

function FilterChoice({ counts, chosen, choose: pick }: { readonly counts: Counts; readonly chosen: Filter; readonly choose: (filter: Filter) => void }) {
  return (
    <fieldset class="queue-filters">
      <legend class="hidden-text">{q('show')}</legend>
      {FILTERS.map((filter) => (
        <label class="pick" key={filter}>
          <input type="radio" name="queue-filter" checked={chosen === filter} onChange={() => pick(filter)} />
          <span>{q('filter_count', { name: q(`filter_${filter}`), n: counts[filter] })}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Found({ entries, showAll }: { readonly entries: readonly QueueEntry[]; readonly showAll: () => void }) {
  const number = useSignal(1);
  const shown = page(entries, number.value);
  if (entries.length === 0) {
    return (
      <Notice tone="calm">
        <p>{q('none_match')}</p>
        <Button kind="quiet" onClick={showAll}>{q('show_all')}</Button>
      </Notice>
    );
  }
  const turn = (by: number) => () => {
    number.value = shown.number + by;
    scrollTo(0, 0);
  };
  return (
    <>
      <ul class="list">
        {shown.entries.map((entry) => (
          <Row key={entry.record} entry={entry} />
        ))}
      </ul>
      {shown.of > 1 && (
        <nav class="queue-pages">
          <Button kind="quiet" disabled={shown.number === 1} onClick={turn(-1)}>{q('earlier')}</Button>
          <span role="status">{q('page', { number: shown.number, of: shown.of })}</span>
          <Button kind="quiet" disabled={shown.number === shown.of} onClick={turn(1)}>{q('later')}</Button>
        </nav>
      )}
    </>
  );
}

function List({ entries }: { readonly entries: readonly QueueEntry[] }) {
  const filter = useSignal<Filter>('all');
  const search = useSignal('');
  const counts = count(entries);
  const showAll = () => {
    filter.value = 'all';
    search.value = '';
  };
  return (
    <>
      {counts.conflicts > 0 ? (
        <Notice tone="warn">
          <p>{q('lead_conflicts', { n: counts.conflicts })}</p>
        </Notice>
      ) : (
        <p class="soft">{q('lead_calm')}</p>
      )}
      <FilterChoice counts={counts} chosen={filter.value} choose={(chosen) => (filter.value = chosen)} />
      {entries.length > FEW && (
        <Field label={q('search')}>
          <input type="search" dir="auto" value={search.value} onInput={(event) => (search.value = event.currentTarget.value)} />
        </Field>
      )}
      <Found key={`${filter.value} ${search.value}`} entries={choose(entries, filter.value, search.value)} showAll={showAll} />
    </>
  );
}

/** Withdrawals that end no testimony which is here: it may come yet, or the number is another team's. */
function Unmatched() {
  const unmatched = overview.value?.queue.unmatched ?? 0;
  return unmatched > 0 ? <Notice tone="calm">{withdrawal('unmatched', { n: unmatched })}</Notice> : null;
}

function Body() {
  const { value: entries, refusal } = useAnswer(() => engine.queue());
  if (refusal) return <RefusalNotice refusal={refusal} />;
  if (entries === null) return <Progress done={0} total={0} label={q('reading')} />;
  if (entries.length === 0) {
    return (
      <Notice tone="calm" title={q('none_yet_title')}>
        <p>{q('none_yet')}</p>
      </Notice>
    );
  }
  return <List entries={entries} />;
}

export function Queue() {
  return (
    <Screen title={q('title')} back="#/">
      <Unmatched />
      <Body />
      <WithdrawWay />
    </Screen>
  );
}
