/**
 * Opening what arrived: each item by its kind, until nothing more can be opened. What is opened is kept under the vault, acknowledged and held in one
 * transaction; what breaks a rule is set aside by name; what must wait for something else stays where it is. One bad item stops no other.
 */
import { type TeamTag, hex } from '../format/bytes';
import { Kind, checkItem, itemId } from '../format/item';
import { isRefusal } from '../format/refusals';
import type { Entry, Incoming } from '../store/store';
import { type Batch, type Outcome, emptyBatch } from './batch';
import { openAcknowledgement } from './acknowledged';
import { coordinate } from './later';
import { openRosterItem } from './members';
import { type Session, isCoordinator, readArchive, readArrivals, readRoster, tagOf } from './session';
import type { TakenBack } from './shelf';

/** So many items are opened between two commits, or until there are so many bytes: a commit costs about as much as opening twenty. */
const BATCH = 500;
const BATCH_BYTES = 4 << 20;
/** And no more than this when inflated: a kilobyte may hold a megabyte of spaces. */
const OPENED_BYTES = 16 << 20;
/** So many are read at once. */
const PAGE = 100;
const NOTHING_AGAIN: TakenBack = { writes: [], ids: [] };

/** Whether anything was opened. */
export async function openInbox(session: Session): Promise<boolean> {
  if (!session.shelves.fresh) return false;
  session.shelves.fresh = false;
  let any = false;
  while (await openOnce(session)) any = true;
  return any;
}

/** Goes through the inbox once, in the order of arrival. */
async function openOnce(session: Session): Promise<boolean> {
  let any = false;
  let after = '';
  for (;;) {
    const arrivals = await nextArrivals(session, after);
    if (arrivals.length === 0) return any;
    const { some, last } = await openBatch(session, arrivals);
    any ||= some;
    after = last;
  }
}

async function nextArrivals({ store }: Session, after: string): Promise<readonly Entry<'inbox'>[]> {
  const arrivals: Entry<'inbox'>[] = [];
  let size = 0;
  while (arrivals.length < BATCH && size < BATCH_BYTES) {
    const page = await store.page('inbox', arrivals.at(-1)?.[0] ?? after, PAGE);
    for (const [, { body }] of page) size += body.length;
    arrivals.push(...page);
    if (page.length < PAGE) break;
  }
  return arrivals;
}

/** At least one of them; `last` is where it stopped. */
async function openBatch(session: Session, arrivals: readonly Entry<'inbox'>[]): Promise<{ readonly some: boolean; readonly last: string }> {
  const batch = emptyBatch();
  let again: TakenBack;
  let last = '';
  try {
    for (const [arrival, item] of arrivals) {
      await openItem(session, batch, arrival, item);
      last = arrival;
      if (batch.bytes >= OPENED_BYTES) break;
    }
    again = batch.granted.size === 0 ? NOTHING_AGAIN : await (await coordinate()).takeBackGranted(session, batch);
    batch.writes.push(...again.writes, ...(await session.tables.streams.putAll(batch.streams)), ...(await session.tables.changes.putAll(batch.known)), ...(await session.tables.proposals.putAll(batch.proposals)));
    if (isCoordinator(session)) batch.writes.push(...session.shelves.outgoing(await (await coordinate()).acknowledgements(session, batch.changes)));
    await session.store.commit(batch.writes);
  } catch (cause) {
    // Nothing of this batch was kept, so nothing of it may be believed.
    session.roster = await readRoster(session.tables);
    session.archive = await readArchive(session.tables);
    session.rosterArrivals = await readArrivals(session.store);
    session.shelves.fresh = true;
    throw cause;
  }
  for (const id of batch.opened) session.shelves.opened(id);
  session.shelves.tookBack(again.ids);
  return { some: batch.opened.length > 0 || again.ids.length > 0, last };
}

async function openItem(session: Session, batch: Batch, arrival: string, item: Incoming): Promise<void> {
  let outcome: Outcome;
  const id = hex(itemId(item));
  try {
    outcome = await openByKind(session, batch, item, tagOf(session));
    if (outcome === 'done') batch.writes.push(session.shelves.held(arrival, id, item));
  } catch (cause) {
    // What has to do with this device at this moment says nothing about the item.
    if (!isRefusal(cause) || cause.name === 'device_full' || cause.name === 'relay_unreachable') throw cause;
    const { kind, body, mailbox } = item;
    batch.writes.push({ put: 'quarantine', key: id, row: { kind, body, mailbox, refusal: cause.name } });
    outcome = 'done';
  }
  if (outcome === 'waits') return;
  batch.writes.push({ drop: 'inbox', key: arrival });
  batch.opened.push(id);
}

async function openByKind(session: Session, batch: Batch, item: Incoming, tag: TeamTag): Promise<Outcome> {
  const { kind, body } = item;
  checkItem(kind, body, tag);
  switch (kind) {
    case Kind.rosterEntry:
      return openRosterItem(session, batch, item);
    case Kind.acknowledgement:
      return openAcknowledgement(session, batch, item);
    case Kind.change:
    case Kind.lockbox:
    case Kind.identity:
    case Kind.grant:
    case Kind.opening:
    case Kind.joinRequest:
    case Kind.proposal:
    case Kind.teamForm:
      return (await coordinate()).read(session, batch, kind, item);
    default:
      return kind satisfies never;
  }
}
