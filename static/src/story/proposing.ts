/**
 * Proposals (PROTOCOL section 20): a change of the roster that takes several administrators, from one device to the next until enough have signed. No
 * device signs before its person consented.
 */
import { type Bytes, type DeviceId, concat, equal, hex } from '../format/bytes';
import { type EntrySignature, type ParsedEntry, Role, type RosterOp, type SignedEntry, encodeSigned, entryMessage, parseSigned } from '../format/entry';
import { Kind } from '../format/item';
import type { Said } from '../format/proposal';
import { Refusal, isRefusal } from '../format/refusals';
import type { Outcome } from '../journey/governing';
import { openProposal, sayNo, sealProposal } from '../seal/proposal';
import { signEntry } from '../seal/roster';
import { verify } from '../seal/signing';
import type { Incoming } from '../store/store';
import type { Batch, Outcome as Opening } from './batch';
import { exchange, pushNow } from './exchange';
import { entryLetter } from './members';
import type { ProposalRow } from './rows';
import { type Session, hasRole, wakeCourier } from './session';
import type { Letter } from './shelf';

const SIGNATURE_SIZE = 80;

export async function openProposalItem(session: Session, batch: Batch, { body, mailbox }: Incoming): Promise<Opening> {
  const { roster, device, membership, tables } = session;
  if (mailbox === null || !equal(mailbox, membership.mailbox) || !hasRole(session, Role.admin)) return 'done';
  const said = await openProposal(roster, device, body);
  const id = hex('entry' in said ? parseSigned(said.entry).head : said.no.head);
  const known = batch.proposals.get(id) ?? (await tables.proposals.get(id));
  if ('no' in said) {
    if (known !== null) keep(batch, id, { ...known, noes: withNo(known.noes, said.no.device) });
    return 'done';
  }
  if (parseSigned(said.entry).seq <= roster.seq) return 'done';
  keep(batch, id, known === null ? { signed: said.entry, noes: [] } : { ...known, signed: merged(known.signed, said.entry) });
  return 'done';
}

function keep(batch: Batch, id: string, row: ProposalRow): void {
  batch.proposals.set(id, row);
}

const withNo = (noes: readonly DeviceId[], device: DeviceId): readonly DeviceId[] => (noes.some((one) => equal(one, device)) ? noes : [...noes, device]);

/** The same entry with the signatures of both. */
function merged(one: Bytes, other: Bytes): SignedEntry {
  const { signatures } = parseSigned(one);
  return withSignatures(one, [...signatures, ...parseSigned(other).signatures.filter((fresh) => !signatures.some(({ device }) => equal(device, fresh.device)))]);
}

function withSignatures(signed: Bytes, signatures: readonly EntrySignature[]): SignedEntry {
  const entry = signed.slice(0, signed.length - 1 - SIGNATURE_SIZE * parseSigned(signed).signatures.length);
  return encodeSigned(entry, signatures);
}

/** Those that can still be decided on, or were overtaken; by id. What is in force is forgotten. */
export async function openProposals({ tables, roster }: Session): Promise<ReadonlyMap<string, ProposalRow & { readonly entry: ParsedEntry }>> {
  const open = new Map<string, ProposalRow & { readonly entry: ParsedEntry }>();
  for (const [id, row] of await tables.proposals.all()) {
    const entry = parseSigned(row.signed);
    if (!equal(roster.headAt(entry.seq) ?? new Uint8Array(), entry.head)) open.set(id, { ...row, entry });
  }
  return open;
}

export const isOvertaken = ({ roster }: Session, { seq, prev }: ParsedEntry): boolean => seq !== roster.seq + 1 || !equal(prev, roster.head);

/** Administrators of now whose signature on it is right. */
export async function signers({ roster }: Session, { head, signatures }: ParsedEntry): Promise<readonly DeviceId[]> {
  const found: DeviceId[] = [];
  for (const { device, signature } of signatures) {
    const member = roster.at(device);
    if (member === null || !roster.isMember(device, roster.seq, Role.admin)) continue;
    if (await verify(member.signPk, signature, entryMessage(head))) found.push(device);
  }
  return found;
}

/** Signed by this device and sent to the others. Refuses what `Roster.extend` refuses, but for signatures that are missing yet. */
export async function propose(session: Session, ops: readonly RosterOp[]): Promise<Outcome> {
  const { roster, world, device } = session;
  const signed = await signEntry(roster.nextEntry(ops, world.now()), [device]);
  if (await isEnough(session, signed)) return append(session, signed);
  await send(session, { entry: signed }, { signed, noes: [] });
  return 'proposed';
}

/** Refuses `not_found` and `roster_chain` (overtaken). */
export async function addSignature(session: Session, id: string): Promise<Outcome> {
  const { device } = session;
  const row = await rowOf(session, id);
  const entry = parseSigned(row.signed);
  if (isOvertaken(session, entry)) throw new Refusal('roster_chain', 'another change came first');
  const signature = await device.sign(entryMessage(entry.head));
  const others = entry.signatures.filter((one) => !equal(one.device, device.id));
  const signed = withSignatures(row.signed, [...others, { device: device.id, signature }]);
  const noes = row.noes.filter((one) => !equal(one, device.id));
  if (await isEnough(session, signed)) return append(session, signed);
  await send(session, { entry: signed }, { signed, noes });
  return 'proposed';
}

export async function refuseProposal(session: Session, id: string): Promise<void> {
  const { device } = session;
  const row = await rowOf(session, id);
  const { head } = parseSigned(row.signed);
  await send(session, { no: await sayNo(device, head) }, { ...row, noes: withNo(row.noes, device.id) });
}

/** The operations of one that was overtaken, which is forgotten. */
export async function takeBackProposal(session: Session, id: string): Promise<readonly RosterOp[]> {
  const { signed } = await rowOf(session, id);
  await session.store.commit([session.tables.proposals.drop(id)]);
  return parseSigned(signed).ops;
}

async function rowOf({ tables }: Session, id: string): Promise<ProposalRow> {
  const row = await tables.proposals.get(id);
  if (row === null) throw new Refusal('not_found', 'no such proposal');
  return row;
}

async function isEnough({ roster }: Session, signed: SignedEntry): Promise<boolean> {
  try {
    await roster.extend(signed, verify);
    return true;
  } catch (cause) {
    if (isRefusal(cause) && cause.name === 'roster_signatures') return false;
    throw cause;
  }
}

/** In force when it came back through the feed as the next entry. Refuses `roster_chain` if another change came first. */
export async function append(session: Session, signed: SignedEntry): Promise<Outcome> {
  const { seq, head } = parseSigned(signed);
  await pushNow(session, await entryLetter(session, signed));
  await exchange(session);
  if (!equal(session.roster.headAt(seq) ?? new Uint8Array(), head)) throw new Refusal('roster_chain', 'another change came first');
  await session.store.commit([session.tables.proposals.drop(hex(head))]);
  return 'done';
}

async function send(session: Session, said: Said, row: ProposalRow): Promise<void> {
  const { roster, device, tables, store, shelves } = session;
  const letters: Letter[] = [];
  for (const admin of roster.membersAt(roster.seq, Role.admin)) {
    if (!equal(admin.id, device.id)) letters.push({ kind: Kind.proposal, body: concat(await sealProposal(roster, admin, said)), mailbox: admin.mailbox });
  }
  await store.commit([...shelves.outgoing(letters), await tables.proposals.put(hex(parseSigned(row.signed).head), row)]);
  wakeCourier(session);
}
