/**
 * What screens show of guarded names: who guards the names of a testimony, and what became of each request. Reads only, and never a share or a name.
 */
import { type Bytes, type DeviceId, equal, hex } from '../format/bytes';
import { fingerprint } from '../format/device';
import { Role } from '../format/entry';
import { parseIdentity, parseIdentityLock } from '../format/open_identity';
import { Kind, itemId } from '../format/item';
import type { Opening } from '../format/opening_ledger';
import type { Request } from '../format/opening_said';
import { Refusal } from '../format/refusals';
import type { GuardedName, Guardian, GuardianStand, NameRequest, Openings, Stand } from '../journey/openings';
import { guardiansOf } from '../seal/identity_opening';
import { hiddenFrom } from '../seal/opening';
import { type Parcel, all } from '../store/store';
import { authorById, pseudonym } from './names';
import { isFor, ledger } from './openings';
import type { Session } from './session';
import { nameShown } from './shown_names';

const PAGE = 500;

/** The names of one testimony, each with its guardians. */
export async function guardedNames(session: Session, record: string): Promise<readonly GuardedName[]> {
  const { roster, device } = session;
  const asked = await ledger(session);
  const names: GuardedName[] = [];
  for (const [box, body] of await boxesOf(session, record)) {
    const parsed = parseIdentity(body);
    const guardians = guardiansOf(roster, parseIdentityLock(parsed.lock));
    const own = asked.find(({ act, state }) => hex(act.said.box) === box && equal(act.author, device.id) && (state === 'open' || state === 'ready'));
    names.push({
      box,
      no: parsed.no,
      k: parsed.k,
      guardians: guardians.map(({ id }) => guardian(session, id)),
      present: guardians.filter(({ id }) => roster.isMember(id, roster.seq, Role.guardian)).length,
      asked: own === undefined ? null : hex(own.act.id),
    });
  }
  return names.toSorted((one, other) => one.no - other.no);
}

function guardian({ roster, device }: Session, id: DeviceId): Guardian {
  return { ...authorById(id, roster), fingerprint: fingerprint(id), me: equal(id, device.id) };
}

/** By item id. */
async function boxesOf(session: Session, record: string): Promise<ReadonlyMap<string, Bytes>> {
  const streams = session.archive.records.streams(record);
  const boxes = new Map<string, Bytes>();
  let hasOld = false;
  for (const [key, stream] of await session.tables.identities.all()) {
    if (!streams.has(hex(stream))) continue;
    const body = await bodyOf(session, key);
    if (body !== null) boxes.set(key, body);
    else hasOld = true;
  }
  if (hasOld) for (const [id, body] of await searched(session, (stream) => streams.has(stream))) boxes.set(id, body);
  return boxes;
}

/** Refuses `not_found`. */
export async function boxBody(session: Session, box: string): Promise<Bytes> {
  const body = (await bodyOf(session, box)) ?? (await searched(session, () => true)).get(box);
  if (body === undefined) throw new Refusal('not_found', 'no such identity box');
  return body;
}

async function bodyOf({ store }: Session, id: string): Promise<Bytes | null> {
  const held = await store.get('held', id);
  return held?.kind === Kind.identity ? held.body : null;
}

/** Everything is looked through: for what this device has not yet sent, and for what version 0.1.0 kept under another key. */
async function searched({ store }: Session, isWanted: (stream: string) => boolean): Promise<ReadonlyMap<string, Bytes>> {
  const boxes = new Map<string, Bytes>();
  const consider = (parcel: Parcel): void => {
    if (parcel.kind === Kind.identity && isWanted(hex(parseIdentity(parcel.body).stream))) boxes.set(hex(itemId(parcel)), parcel.body);
  };
  for (const [, row] of await all(store, 'outbox')) consider(row);
  for (let page = await store.page('held', '', PAGE); page.length > 0; page = await store.page('held', page.at(-1)?.[0] ?? '', PAGE)) {
    for (const [, row] of page) consider(row);
  }
  return boxes;
}

/** Does the request open the name of the testimony that it says? A device that may not read testimonies cannot tell. */
export function namesRecord({ archive }: Session, { record, lock }: Request): NameRequest['names'] {
  const stream = hex(parseIdentityLock(lock).stream);
  if (archive.records.streams(hex(record)).has(stream)) return 'this';
  for (const shelf of archive.records.all()) if (shelf.streams.has(stream)) return 'other';
  return 'unknown';
}

// ---- requests
export async function openings(session: Session): Promise<Openings> {
  const requests = (await ledger(session)).map((opening) => requestView(session, opening));
  const aside = await all(session.store, 'quarantine');
  return { requests, unreadable: aside.filter(([, { kind }]) => kind === Kind.opening).length };
}

function requestView(session: Session, opening: Opening): NameRequest {
  const { act, state, k, guardians } = opening;
  return {
    id: hex(act.id),
    record: hex(act.said.record),
    pseudonym: pseudonym(act.said.record),
    asker: guardian(session, act.author),
    time: act.said.time,
    why: act.said.why,
    state,
    k,
    guardians: guardians.map((id) => standOf(session, opening, id)),
    isForMe: isFor(opening, session.device.id),
    hiddenFrom: hiddenFrom(session.roster, act).map(({ id }) => guardian(session, id)),
    names: namesRecord(session, act.said),
    isHere: nameShown(session, hex(act.id)) !== null,
  };
}

function standOf(session: Session, opening: Opening, id: DeviceId): GuardianStand {
  const isAmong = (ids: readonly Uint8Array[]): boolean => ids.some((one) => equal(one, id));
  const refusal = opening.refused.find((one) => equal(one.guardian, id));
  const stand = (): Stand => {
    if (isAmong(opening.provenFalse)) return 'false';
    if (isAmong(opening.saidFalse)) return 'unreadable';
    if (!session.roster.isMember(id, session.roster.seq, Role.guardian)) return 'left';
    if (isAmong(opening.released)) return 'released';
    return refusal === undefined ? 'waiting' : 'refused';
  };
  return { guardian: guardian(session, id), stand: stand(), why: refusal?.why ?? '' };
}
