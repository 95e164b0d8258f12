/**
 * The list of members: taking in the entries that the feed brings, and adding one. An entry of ours counts only when it came back through the feed,
 * because another administrator may have written first.
 */
import { equal } from '../format/bytes';
import { Kind } from '../format/item';
import { type RosterOp, type SignedEntry, parseSigned } from '../format/entry';
import { Refusal } from '../format/refusals';
import { parseTransport } from '../format/transport';
import { openEntry, sealEntry, signEntry } from '../seal/roster';
import { verify } from '../seal/signing';
import type { Incoming } from '../store/store';
import type { Batch, Outcome } from './batch';
import { ROSTER_CAME, type Session, rosterKey, tagOf } from './session';
import type { Letter } from './shelf';

export async function openRosterItem(session: Session, batch: Batch, { body, number }: Incoming): Promise<Outcome> {
  const { tables, roster, membership } = session;
  const { epoch } = parseTransport(body);
  // Those who stay get the secret of a new epoch when the relay refuses them by the old one.
  if (epoch > membership.epoch) return 'waits';
  const [, secret] = membership.past.find(([one]) => one === epoch) ?? [epoch, membership.epochSecret];
  const signed = await openEntry(body, tagOf(session), secret);
  const { seq, head } = parseSigned(signed);
  if (seq > roster.seq + 1) return 'waits';
  if (seq <= roster.seq) {
    if (equal(head, roster.headAt(seq) ?? new Uint8Array())) return arrived(session, batch, seq, number);
    throw new Refusal('roster_chain', `another entry ${seq}`);
  }
  session.roster = await roster.extend(signed, verify);
  batch.writes.push(await tables.roster.put(rosterKey(seq), signed));
  session.rosterCame = session.world.now();
  batch.writes.push({ put: 'counters', key: ROSTER_CAME, row: session.rosterCame });
  return arrived(session, batch, seq, number);
}

/** What its author sealed before it and what comes only after it are told apart by this. The first time counts: entries come again with each epoch. */
function arrived({ rosterArrivals, shelves }: Session, batch: Batch, seq: number, number: number | undefined): Outcome {
  const { epoch } = shelves.standing;
  const known = rosterArrivals.get(seq);
  if (number === undefined || (known !== undefined && equal(known.epoch ?? new Uint8Array(), epoch ?? new Uint8Array()))) return 'done';
  const arrival = { epoch, number };
  rosterArrivals.set(seq, arrival);
  batch.writes.push({ put: 'arrivals', key: String(seq), row: arrival });
  return 'done';
}

/** The next entry of the roster as it stands, signed by this device and sealed for the relay. Refuses what `Roster.extend` refuses. */
export async function nextEntry(session: Session, ops: readonly RosterOp[]): Promise<Letter> {
  const { roster, device, world } = session;
  return entryLetter(session, await signEntry(roster.nextEntry(ops, world.now()), [device]));
}

/** A signed entry on its way to the relay. Refuses what `Roster.extend` refuses. */
export async function entryLetter(session: Session, signed: SignedEntry): Promise<Letter> {
  const { roster, membership, world } = session;
  await roster.extend(signed, verify);
  const body = await sealEntry(signed, tagOf(session), membership.epoch, membership.epochSecret, world.random);
  return { kind: Kind.rosterEntry, body, mailbox: session.rosterMailboxes[0] ?? null };
}
