/**
 * Acknowledgements: a coordinator's device tells authors what it has opened and stored, and an author's phone believes only a coordinator of its roster.
 */
import { type ChangeId, type DeviceId, equal, hex } from '../format/bytes';
import { Kind } from '../format/item';
import { isRefusal } from '../format/refusals';
import { openAck, sealAck } from '../seal/ack';
import type { Incoming } from '../store/store';
import type { Batch, Outcome } from './batch';
import type { Session } from './session';
import type { Letter } from './shelf';

/** One letter for each author, however many of their changes were opened. Who was removed meanwhile is told nothing. */
export async function acknowledgements({ roster, device }: Session, changes: Batch['changes']): Promise<readonly Letter[]> {
  const byAuthor = new Map<string, { readonly author: DeviceId; readonly ids: ChangeId[] }>();
  for (const { author, changeId } of changes) {
    const one = byAuthor.get(hex(author)) ?? { author, ids: [] };
    byAuthor.set(hex(author), one);
    one.ids.push(changeId);
  }
  const letters: Letter[] = [];
  for (const { author, ids } of byAuthor.values()) {
    const member = roster.at(author);
    if (member === null || !roster.isMember(author, roster.seq)) continue;
    letters.push({ kind: Kind.acknowledgement, body: await sealAck(roster, device, author, ids), mailbox: member.mailbox });
  }
  return letters;
}

/** Coordinators see everybody's letters; those in other mailboxes are not theirs to open. */
export async function openAcknowledgement(session: Session, batch: Batch, { body, mailbox }: Incoming): Promise<Outcome> {
  const { roster, device, membership, tables, archive } = session;
  if (mailbox === null || !equal(mailbox, membership.mailbox)) return 'done';
  try {
    const { coordinator, changeIds } = await openAck(roster, device, body);
    const ids = new Set(changeIds.map(hex));
    for (const [record, handed] of archive.handed) {
      if (!ids.has(hex(handed.changeId)) || handed.readers.some((reader) => equal(reader, coordinator))) continue;
      const told = { ...handed, readers: [...handed.readers, coordinator] };
      batch.writes.push(await tables.handed.put(record, told));
      archive.handed.set(record, told);
    }
    return 'done';
  } catch (cause) {
    if (isRefusal(cause) && cause.name === 'roster_unknown') return 'waits';
    throw cause;
  }
}
