/**
 * What was said about opening names: taking it in, saying something, and what became of each request. A false share that comes to this device is named to
 * everybody in the same step.
 */
import { type Bytes, type DeviceId, brand, equal, hex } from '../format/bytes';
import { decode, encode } from '../format/canonical';
import { asDeviceId } from '../format/device';
import { Kind } from '../format/item';
import type { OpeningId } from '../format/opening';
import { type Act, type Opening, foldOpenings, isRequest } from '../format/opening_ledger';
import { type Said, decodeSaid, encodeSaid } from '../format/opening_said';
import { Refusal, isRefusal } from '../format/refusals';
import { asMap, asNumber, bytesOf } from '../format/shape';
import { isProven, openOpening, openRelease, sealOpening } from '../seal/opening';
import type { Write } from '../store/store';
import type { Batch, Outcome } from './batch';
import { idFromHex } from './names';
import { replyTo } from './replies';
import type { Archive, Session } from './session';

/** By hex id. A cache over the table, as long as the archive is believed. */
const known = new WeakMap<Archive, Promise<Map<string, Act>>>();

export function actsOf({ archive, tables }: Session): Promise<Map<string, Act>> {
  const acts = known.get(archive) ?? tables.openings.all().then((rows) => new Map([...rows].map(([id, row]) => [id, readAct(id, row)])));
  known.set(archive, acts);
  return acts;
}

function writeAct({ author, rosterSeq, said }: Act): Bytes {
  return encode({ author, rosterSeq, said: encodeSaid(said) });
}

function readAct(id: string, row: Bytes): Act {
  const map = asMap(decode(row, 2 << 20), ['author', 'rosterSeq', 'said']);
  const said = map['said'];
  if (!(said instanceof Uint8Array)) throw new Refusal('malformed', 'what was said');
  return { id: brand<OpeningId>(idFromHex(id, 32)), author: asDeviceId(bytesOf(map['author'], 16)), rosterSeq: asNumber(map['rosterSeq']), said: decodeSaid(said) };
}

export async function takeOpening(session: Session, batch: Batch, body: Bytes): Promise<Outcome> {
  const { roster, device } = session;
  let act: Act;
  try {
    act = await openOpening(roster, device, body);
  } catch (cause) {
    if (isRefusal(cause) && cause.name === 'roster_unknown') return 'waits';
    // It was said before this device was let in.
    if (isRefusal(cause) && cause.name === 'not_recipient') return 'done';
    throw cause;
  }
  batch.writes.push(await kept(session, act));
  batch.writes.push(...(await accusation(session, act)));
  return 'done';
}

/** In the memory at once: if the commit fails, the archive is read anew and this memory with it. */
async function kept(session: Session, act: Act): Promise<Write> {
  (await actsOf(session)).set(hex(act.id), act);
  return session.tables.openings.put(hex(act.id), writeAct(act));
}

async function accusation(session: Session, act: Act): Promise<readonly Write[]> {
  const { said, author, id, rosterSeq } = act;
  if (said.do !== 'release') return [];
  const asked = (await actsOf(session)).get(hex(said.request));
  if (asked === undefined || !isRequest(asked) || !equal(asked.author, session.device.id)) return [];
  const reply = await replyTo(session, asked.id);
  if (reply === null) return [];
  const { accuse } = await openRelease(session.roster, reply, asked, { id, author, rosterSeq, said });
  return accuse === null ? [] : say(session, accuse);
}

/** What this device says, for everybody's eyes: the writes that send and keep it. Refuses `author_not_member`. */
export async function say(session: Session, said: Said): Promise<readonly Write[]> {
  return (await sayAs(session, said)).writes;
}

export async function sayAs(session: Session, said: Said): Promise<{ readonly act: Act; readonly writes: readonly Write[] }> {
  const { roster, device, world, shelves } = session;
  const { item, act } = await sealOpening(roster, device, said, world.random);
  const letters = shelves.outgoing([{ kind: Kind.opening, body: item, mailbox: session.openingMailboxes[0] ?? null }]);
  return { act, writes: [...letters, await kept(session, act)] };
}

/** Every request that this device was shown, the newest first. */
export async function ledger(session: Session): Promise<readonly Opening[]> {
  const acts = await actsOf(session);
  const proven = new Set<string>();
  for (const [id, { said }] of acts) {
    if (said.do !== 'accuse') continue;
    const asked = acts.get(hex(said.request));
    if (asked !== undefined && isRequest(asked) && (await isProven(session.roster, asked, said))) proven.add(id);
  }
  return foldOpenings(acts.values(), session.roster, session.world.now(), proven);
}

/** Refuses `not_found`. */
export async function openingOf(session: Session, id: string): Promise<Opening> {
  const found = (await ledger(session)).find(({ act }) => hex(act.id) === id);
  if (found === undefined) throw new Refusal('not_found', 'no such request');
  return found;
}

/** A guardian's share is asked for, and they have neither given nor refused it. */
export function isFor({ state, guardians, released, refused }: Opening, me: DeviceId): boolean {
  const isAmong = (ids: readonly DeviceId[]): boolean => ids.some((id) => equal(id, me));
  return (state === 'open' || state === 'ready') && isAmong(guardians) && !isAmong(released) && !isAmong(refused.map(({ guardian }) => guardian));
}

/** For the home screen: requests that are not closed, and those that wait for this person. */
export async function countOpenings(session: Session): Promise<{ readonly open: number; readonly forMe: number }> {
  const { device } = session;
  const alive = (await ledger(session)).filter(({ state }) => state === 'open' || state === 'ready');
  const forMe = alive.filter((one) => isFor(one, device.id) || (one.state === 'ready' && equal(one.act.author, device.id)));
  return { open: alive.length, forMe: forMe.length };
}
