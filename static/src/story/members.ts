/**
 * The list of members: taking in the entries that the feed brings, and adding one. An entry of ours counts only when it came back through the feed,
 * because another administrator may have written first.
 */
import { equal } from '../format/bytes';
import { Kind } from '../format/item';
import { type RosterOp, parseSigned } from '../format/entry';
import { Refusal } from '../format/refusals';
import { openEntry, sealEntry, signEntry } from '../seal/roster';
import { verify } from '../seal/signing';
import type { Batch, Outcome } from './batch';
import { type Session, rosterKey, tagOf } from './session';
import type { Letter } from './shelf';

export async function openRosterItem(session: Session, batch: Batch, body: Uint8Array): Promise<Outcome> {
  const { tables, roster, membership } = session;
  const signed = await openEntry(body, tagOf(session), membership.epochSecret);
  const { seq, head } = parseSigned(signed);
  if (seq > roster.seq + 1) return 'waits';
  if (seq <= roster.seq) {
    if (equal(head, roster.headAt(seq) ?? new Uint8Array())) return 'done';
    throw new Refusal('roster_chain', `another entry ${seq}`);
  }
  session.roster = await roster.extend(signed, verify);
  batch.writes.push(await tables.roster.put(rosterKey(seq), signed));
  return 'done';
}

/** The next entry of the roster as it stands, signed by this device and sealed for the relay. Refuses what `Roster.extend` refuses. */
export async function nextEntry(session: Session, ops: readonly RosterOp[]): Promise<Letter> {
  const { roster, membership, device, world } = session;
  const entry = { teamId: roster.teamId, seq: roster.seq + 1, prev: roster.head, time: world.now(), ops };
  const signed = await signEntry(entry, [device]);
  await roster.extend(signed, verify);
  const body = await sealEntry(signed, tagOf(session), membership.epoch, membership.epochSecret, world.random);
  return { kind: Kind.rosterEntry, body, mailbox: session.rosterMailbox };
}
