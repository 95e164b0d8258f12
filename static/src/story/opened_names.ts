/**
 * Deeds: asking for a name, releasing or refusing a share, taking a request back, and showing the name once. A share leaves this device only by
 * `release`, which a person's tap calls; a name is in this worker's memory only, until it is closed or the vault is locked.
 */
import { type Bytes, brand, equal, hex } from '../format/bytes';
import type { RecordId } from '../format/change';
import { Role } from '../format/entry';
import { oldestFirst } from '../format/lineage';
import { parseIdentity, parseIdentityLock } from '../format/open_identity';
import type { ItemId } from '../format/item';
import type { Act, Opening } from '../format/opening_ledger';
import { Refusal } from '../format/refusals';
import type { Release } from '../format/opening_said';
import type { OpenedName, OpeningDeed } from '../journey/openings';
import { type GivenShare, guardiansOf, isSealedBy, openIdentity } from '../seal/identity_opening';
import { openRelease, sealRelease } from '../seal/opening';
import { demandDesk } from './at_desk';
import { boxBody, namesRecord } from './guarded_names';
import { authorById, idFromHex, pseudonym, shownPath } from './names';
import { actsOf, openingOf, say, sayAs } from './openings';
import { dropReply, newReply, replyTo } from './replies';
import { type Session, hasRole } from './session';
import { forgetName, nameShown, rememberName } from './shown_names';

export async function openingDeed(session: Session, deed: OpeningDeed): Promise<void> {
  switch (deed.do) {
    case 'ask':
      return ask(session, deed.record, deed.box, deed.why);
    case 'release':
      await demandDesk(session);
      return release(session, deed.id);
    case 'refuse':
      return refuse(session, deed.id, deed.why);
    case 'withdraw':
      return withdraw(session, deed.id);
    case 'forget':
      return forgetName(session, deed.id);
    default:
      return deed satisfies never;
  }
}

async function ask(session: Session, record: string, box: string, why: string): Promise<void> {
  const { roster, world, store, archive } = session;
  const body = await boxBody(session, box);
  const { lock, stream, k } = parseIdentity(body);
  if (!archive.records.streams(record).has(hex(stream))) throw new Refusal('opening_mismatch');
  const left = guardiansOf(roster, parseIdentityLock(lock)).filter(({ id }) => roster.isMember(id, roster.seq, Role.guardian));
  if (left.length < k) throw new Refusal('shares_missing', `${left.length} of ${k} are left`);
  const { publicKey, keep } = await newReply(session);
  const said = { do: 'request', record: brand<RecordId>(idFromHex(record)), box: brand<ItemId>(idFromHex(box, 32)), lock, reply: publicKey, time: world.now(), why: why.trim() } as const;
  const { act, writes } = await sayAs(session, said);
  await store.commit([...writes, await keep(act.id)]);
}

/** Refuses what nothing may be released for. */
async function openOne(session: Session, id: string): Promise<Opening> {
  const opening = await openingOf(session, id);
  switch (opening.state) {
    case 'open':
    case 'ready':
      return opening;
    case 'opened':
    case 'withdrawn':
      throw new Refusal('opening_closed', opening.state);
    case 'expired':
      throw new Refusal('opening_expired');
    case 'void':
      throw new Refusal('author_not_member', 'who asked was removed');
    default:
      return opening.state satisfies never;
  }
}

async function release(session: Session, id: string): Promise<void> {
  const { act } = await openOne(session, id);
  if (namesRecord(session, act.said) === 'other') throw new Refusal('opening_mismatch');
  if (!hasRole(session, Role.guardian)) throw new Refusal('not_recipient', 'not a guardian');
  const said = await sealRelease(session.roster, session.device, act, session.world.now());
  await session.store.commit(await say(session, said));
}

async function refuse(session: Session, id: string, why: string): Promise<void> {
  const { act, guardians } = await openOne(session, id);
  if (!guardians.some((one) => equal(one, session.device.id))) throw new Refusal('not_recipient', 'not a guardian of this name');
  await session.store.commit(await say(session, { do: 'refuse', request: act.id, why: why.trim() }));
}

async function withdraw(session: Session, id: string): Promise<void> {
  const { act } = await ownOne(session, await openOne(session, id));
  const { writes, forget } = await dropReply(session, act.id);
  await session.store.commit([...(await say(session, { do: 'withdraw', request: act.id })), ...writes]);
  forget();
}

async function ownOne({ device }: Session, opening: Opening): Promise<Opening> {
  if (!equal(opening.act.author, device.id)) throw new Refusal('not_recipient', 'another device asked');
  return opening;
}

/**
 * Opened in memory first; then, in one transaction, everybody is told and the key that opens the shares is dropped; then it is shown. A name that cannot
 * be opened leaves the request as it was.
 */
export async function openName(session: Session, id: string): Promise<OpenedName> {
  await demandDesk(session);
  const again = nameShown(session, id);
  if (again !== null) return again;
  const opening = await ownOne(session, await openOne(session, id));
  const name = await nameIn(session, opening);
  const { writes, forget } = await dropReply(session, opening.act.id);
  await session.store.commit([...(await say(session, { do: 'opened', request: opening.act.id })), ...writes]);
  forget();
  rememberName(session, id, name);
  return name;
}

async function nameIn(session: Session, { act, state, released, k }: Opening): Promise<OpenedName> {
  const { roster } = session;
  if (state !== 'ready') throw new Refusal('shares_missing', `${released.length} of ${k}`);
  const body = await boxBody(session, hex(act.said.box));
  const identity = await openIdentity(roster, body, await sharesFor(session, act, released.map(hex)));
  const { stream } = parseIdentity(body);
  const author = [...session.archive.streams.open()].find(({ reading }) => equal(reading.stream, stream))?.reading.author ?? null;
  const isAuthors = identity.by !== null && author !== null && equal(identity.by.device, author);
  return {
    pseudonym: pseudonym(act.said.record),
    form: oldestFirst(session.archive.records.known(hex(act.said.record)))[0]?.change.form ?? null,
    fields: identity.fields.map(([path, value]) => ({ path: shownPath(path), value })),
    by: identity.by === null ? null : authorById(identity.by.device, roster),
    isGenuine: isAuthors && equal(identity.record, act.said.record) && (await isSealedBy(roster, body, identity)),
  };
}

/** Of the guardians that count. Refuses `shares_missing` if the key for the answers is gone. */
async function sharesFor(session: Session, asked: Opening['act'], released: readonly string[]): Promise<readonly GivenShare[]> {
  const reply = await replyTo(session, asked.id);
  if (reply === null) throw new Refusal('shares_missing', 'the key for the answers is gone');
  const shares = new Map<string, GivenShare>();
  for (const act of (await actsOf(session)).values()) {
    const guardian = hex(act.author);
    if (!isReleaseFor(act, asked.id) || !released.includes(guardian) || shares.has(guardian)) continue;
    const { share } = await openRelease(session.roster, reply, asked, act);
    if (share !== null) shares.set(guardian, { guardian: act.author, share });
  }
  return [...shares.values()];
}

function isReleaseFor(act: Act, request: Bytes): act is Act<Release> {
  return act.said.do === 'release' && equal(act.said.request, request);
}
