/** Acknowledgements: a coordinator's device tells authors what it has opened and stored. */
import { type ChangeId, type DeviceId, hex } from '../format/bytes';
import { Kind } from '../format/item';
import { sealAck } from '../seal/send_ack';
import type { Batch } from './batch';
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
