/**
 * Gossip: what authors saw of the relay's log, held against what this device was shown (PROTOCOL section 17). A relay that shows two people two
 * histories is named, with the author; their change stays readable, because they are not to blame for it.
 */
import { equal, hex, present } from '../format/bytes';
import { seenRoot } from '../format/log';
import { Refusal } from '../format/refusals';
import { provenRoot } from '../sync/evidence';
import { findingWrites } from './findings';
import type { Gossip, Session } from './session';

/** Goes through what was heard since the last time: at most one question to the relay for each author. Refuses `log_wrong`; then it is asked again. */
export async function weighGossip(session: Session): Promise<void> {
  for (const [key, heard] of session.gossip) {
    const isFork = await tellsOfFork(session, heard);
    await session.turns.take(async () => {
      if (isFork) await keepFork(session, heard);
      if (session.gossip.get(key) === heard) session.gossip.delete(key);
    });
  }
}

/** Whether no history that this device was ever shown can be the one that the author saw. */
async function tellsOfFork(session: Session, { checkpoint: { size, root }, number, rosterSeq }: Gossip): Promise<boolean> {
  const { shelves, mailroom } = session;
  const { epoch, log } = shelves.standing;
  if (size === 0 || epoch === null || mayBeRestored(session, rosterSeq)) return false;
  if (size > log.size) return true;
  let known = shelves.passed.get(size);
  if (known === undefined) {
    known = provenRoot(log, size, await mailroom.log(log.size, size));
    shelves.passed.set(size, known);
  }
  const isNow = equal(seenRoot(epoch, known), root) && (number === undefined || size < number);
  return !isNow && !shelves.past.some((before) => equal(seenRoot(before.epoch, present(known)), root));
}

/**
 * Is there an honest way to have seen what this device never saw? Before it was let in, it cannot know which histories there were. And of one that
 * ended in a restore others may have seen more, or what can no longer be asked, as long as they show no sign of having been here since.
 */
function mayBeRestored({ roster, device, shelves }: Session, rosterSeq: number): boolean {
  const since = roster.at(device.id)?.addedSeq ?? Infinity;
  return rosterSeq < since || shelves.past.some((before) => rosterSeq <= before.rosterSeq);
}

async function keepFork(session: Session, { author, changeId, checkpoint: { size, root } }: Gossip): Promise<void> {
  const { checkpoint } = session.shelves.standing.log;
  const after = `${hex(changeId)} ${size} ${hex(root)}`;
  const writes = await findingWrites(session, { name: 'log_fork', before: checkpoint ?? '', after }, author);
  await session.store.commit(writes);
  if (writes.length > 0) session.world.tell({ kind: 'changed' });
}

/** A person says that they have seen it: it is kept, and not shown again. Refuses `not_found`. */
export async function findingSeen({ tables, store }: Session, id: string): Promise<void> {
  const row = await tables.findings.get(id);
  if (row === null) throw new Refusal('not_found', 'no such finding');
  await store.commit([await tables.findings.put(id, { ...row, seen: true })]);
}
