/**
 * Opening what arrived: each item by its kind, until nothing more can be opened. What is opened is kept under the vault, acknowledged and held in one
 * transaction; what breaks a rule is set aside by name; what must wait for something else stays where it is. One bad item stops no other.
 */
import { type TeamTag, hex } from '../format/bytes';
import { changeId } from '../format/envelope';
import { Kind, checkItem, itemId } from '../format/item';
import { Refusal, isRefusal } from '../format/refusals';
import { type Opened, identityKey, openChangeItem, openIdentityItem, openLockboxItem } from '../archive/open';
import type { Entry, Incoming } from '../store/store';
import type { Batch, Outcome } from './batch';
import { acknowledgements, openAcknowledgement } from './acknowledge';
import { takeBackGranted, takeGrant } from './granting';
import { openRosterItem } from './members';
import { openRequestItem } from './requests';
import { type Session, isCoordinator, readArchive, readRoster, tagOf } from './session';
import type { TakenBack } from './shelf';

/** So many items are opened between two commits: a commit costs about as much as opening twenty. */
const BATCH = 100;

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
    const page = await session.store.page('inbox', after, BATCH);
    const last = page.at(-1);
    if (last === undefined) return any;
    any = (await openBatch(session, page)) || any;
    after = last[0];
  }
}

async function openBatch(session: Session, page: readonly Entry<'inbox'>[]): Promise<boolean> {
  const batch: Batch = { writes: [], opened: [], changes: [], granted: new Set() };
  let again: TakenBack;
  try {
    for (const [arrival, item] of page) await openItem(session, batch, arrival, item);
    again = await takeBackGranted(session, batch);
    batch.writes.push(...again.writes);
    if (isCoordinator(session)) batch.writes.push(...session.shelves.outgoing(await acknowledgements(session, batch.changes)));
    await session.store.commit(batch.writes);
  } catch (cause) {
    // Nothing of this batch was kept, so nothing of it may be believed.
    session.roster = await readRoster(session.tables);
    session.archive = await readArchive(session.tables);
    session.shelves.fresh = true;
    throw cause;
  }
  for (const id of batch.opened) session.shelves.opened(id);
  session.shelves.tookBack(again.ids);
  return batch.opened.length > 0 || again.ids.length > 0;
}

async function openItem(session: Session, batch: Batch, arrival: string, item: Incoming): Promise<void> {
  let outcome: Outcome;
  const id = hex(itemId(item));
  try {
    outcome = await openByKind(session, batch, item, tagOf(session));
    if (outcome === 'done') batch.writes.push(session.shelves.held(arrival, id, item));
  } catch (cause) {
    if (!isRefusal(cause) || cause.name === 'device_full') throw cause;
    const { kind, body, mailbox } = item;
    batch.writes.push({ put: 'quarantine', key: id, row: { kind, body, mailbox, refusal: cause.name } });
    outcome = 'done';
  }
  if (outcome === 'waits') return;
  batch.writes.push({ drop: 'inbox', key: arrival });
  batch.opened.push(id);
}

function openByKind(session: Session, batch: Batch, item: Incoming, tag: TeamTag): Outcome | Promise<Outcome> {
  const { kind, body } = item;
  checkItem(kind, body, tag);
  switch (kind) {
    case Kind.change:
      if (session.archive.records.has(changeId(body))) return 'done';
      return keep(session, batch, openChangeItem(session.roster, session.archive.streams, body), item.number);
    case Kind.rosterEntry:
      return openRosterItem(session, batch, body);
    case Kind.joinRequest:
      return openRequestItem(session, batch, body);
    case Kind.acknowledgement:
      return openAcknowledgement(session, batch, item);
    case Kind.grant:
      return takeGrant(session, batch, item);
    case Kind.lockbox:
      return keep(session, batch, openLockboxItem(session.roster, session.device, body));
    case Kind.identity:
      return keep(session, batch, openIdentityItem(session.roster, body));
    default:
      return kind satisfies never;
  }
}

async function keep({ tables, archive, device, gossip }: Session, batch: Batch, opening: Opened | Promise<Opened>, number?: number): Promise<Outcome> {
  const opened = await opening;
  switch (opened.what) {
    case 'waits':
      return 'waits';
    case 'not_for_us':
      return 'done';
    case 'identity':
      batch.writes.push(await tables.identities.put(identityKey(opened.stream, opened.no), opened.stream));
      archive.identities.add(hex(opened.stream));
      return 'done';
    case 'stream':
    case 'change':
      // A lockbox that comes a second time must not set its stream back to the start.
      if (opened.what === 'stream' && archive.streams.get(opened.lockboxHash) !== null) return 'done';
      batch.writes.push(await tables.streams.put(hex(opened.lockboxHash), opened.state));
      archive.streams.set(opened.lockboxHash, opened.state);
      if (opened.what === 'stream') return 'done';
  }
  const { known, stream, checkpoint } = opened;
  // The chain has moved on all the same: the next change can be read.
  if (known instanceof Refusal) throw known;
  batch.writes.push(await tables.changes.put(hex(known.changeId), { known, stream }));
  archive.records.add(known, hex(stream));
  const { author, changeId: id } = known;
  if (hex(author) === hex(device.id)) return 'done';
  batch.changes.push({ author, changeId: id });
  gossip.set(hex(author), { author, changeId: id, checkpoint, number });
  return 'done';
}
