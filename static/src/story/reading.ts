/**
 * Reading: what only some devices can open, because they are a coordinator's or have issued an invite. Each item by its kind; what is opened is gathered
 * in the batch, and what an author saw of the relay's log is noted for later.
 */
import { type DeviceId, hex } from '../format/bytes';
import { changeId } from '../format/envelope';
import { Kind } from '../format/item';
import { Refusal } from '../format/refusals';
import { type Opened, openChangeItem, openIdentityItem, openLockboxItem } from '../archive/open';
import type { Incoming } from '../store/store';
import type { Batch, Outcome } from './batch';
import { takeGrant } from './granting';
import { takeOpening } from './openings';
import { openProposalItem } from './proposing';
import { openRequestItem } from './open_request';
import type { Session } from './session';
import { takeForm } from './team_forms';

type Readable = (typeof Kind)['change' | 'lockbox' | 'identity' | 'grant' | 'joinRequest' | 'opening' | 'proposal' | 'teamForm'];

export function read(session: Session, batch: Batch, kind: Readable, item: Incoming): Outcome | Promise<Outcome> {
  const { body, number } = item;
  const { roster, device, archive } = session;
  switch (kind) {
    case Kind.change:
      if (archive.records.has(changeId(body))) return 'done';
      return keep(session, batch, openChangeItem(roster, archive.streams, body), number);
    case Kind.lockbox:
      return keep(session, batch, openLockboxItem(roster, device, body));
    case Kind.identity:
      return keep(session, batch, openIdentityItem(roster, item));
    case Kind.grant:
      return takeGrant(session, batch, item);
    case Kind.joinRequest:
      return openRequestItem(session, batch, body);
    case Kind.opening:
      return takeOpening(session, batch, body);
    case Kind.proposal:
      return openProposalItem(session, batch, item);
    case Kind.teamForm:
      return takeForm(session, batch, item);
    default:
      return kind satisfies never;
  }
}

async function keep(session: Session, batch: Batch, opening: Opened | Promise<Opened>, number?: number): Promise<Outcome> {
  const { tables, archive, device, gossip } = session;
  const opened = await opening;
  switch (opened.what) {
    case 'waits':
      return 'waits';
    case 'not_for_us':
      return 'done';
    case 'identity':
      batch.writes.push(await tables.identities.put(hex(opened.itemId), opened.stream));
      archive.identities.add(hex(opened.stream));
      return 'done';
    case 'stream':
    case 'change':
      // A lockbox that comes a second time must not set its stream back to the start.
      if (opened.what === 'stream' && archive.streams.get(opened.lockboxHash) !== null) return 'done';
      batch.streams.set(hex(opened.lockboxHash), opened.state);
      archive.streams.set(opened.lockboxHash, opened.state);
      if (opened.what === 'stream') return 'done';
  }
  const { known, stream, encoded, checkpoint, state } = opened;
  // The chain has moved on all the same: the next change can be read.
  if (known instanceof Refusal) throw known;
  if (isLate(session, known.author, number)) throw new Refusal('author_not_member', 'it came after its author was removed');
  batch.known.set(hex(known.changeId), { known, stream, encoded });
  batch.bytes += encoded?.length ?? 0;
  archive.records.add(known, hex(stream));
  const { author, changeId: id } = known;
  if (hex(author) === hex(device.id)) return 'done';
  batch.changes.push({ author, changeId: id });
  gossip.set(hex(author), { author, changeId: id, checkpoint, number, rosterSeq: state.reading.rosterSeq });
  return 'done';
}

/** Whoever holds a phone that was removed can give any date to what they seal with it. */
function isLate({ roster, rosterArrivals }: Session, author: DeviceId, number: number | undefined): boolean {
  const removedSeq = roster.at(author)?.removedSeq ?? null;
  const removed = removedSeq === null ? undefined : rosterArrivals.get(removedSeq);
  return removed !== undefined && number !== undefined && number > removed.number;
}
