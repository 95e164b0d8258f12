/** Acknowledgements that came: an author's phone believes only a coordinator of its roster. */
import { equal, hex } from '../format/bytes';
import { isRefusal } from '../format/refusals';
import { openAck } from '../seal/ack';
import type { Incoming } from '../store/store';
import type { Batch, Outcome } from './batch';
import type { Correction } from './rows';
import type { Session } from './session';

/** Coordinators see everybody's letters; those in other mailboxes are not theirs to open. */
export async function openAcknowledgement(session: Session, batch: Batch, { body, mailbox }: Incoming): Promise<Outcome> {
  const { roster, device, membership, tables, archive } = session;
  if (mailbox === null || !equal(mailbox, membership.mailbox)) return 'done';
  try {
    const { coordinator, changeIds } = await openAck(roster, device, body);
    const ids = new Set(changeIds.map(hex));
    const isNews = ({ changeId, readers }: Correction): boolean => ids.has(hex(changeId)) && !readers.some((reader) => equal(reader, coordinator));
    const told = <Sealed extends Correction>(sealed: Sealed): Sealed => (isNews(sealed) ? { ...sealed, readers: [...sealed.readers, coordinator] } : sealed);
    for (const [record, handed] of archive.handed) {
      if (![handed, ...handed.later].some(isNews)) continue;
      const row = { ...told(handed), later: handed.later.map(told) };
      batch.writes.push(await tables.handed.put(record, row));
      archive.handed.set(record, row);
    }
    return 'done';
  } catch (cause) {
    if (isRefusal(cause) && cause.name === 'roster_unknown') return 'waits';
    throw cause;
  }
}
