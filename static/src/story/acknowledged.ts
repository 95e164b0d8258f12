/** Acknowledgements that came: an author's phone believes only a coordinator of its roster. */
import { equal, hex } from '../format/bytes';
import { isRefusal } from '../format/refusals';
import { openAck } from '../seal/ack';
import type { Incoming } from '../store/store';
import type { Batch, Outcome } from './batch';
import type { Session } from './session';

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
