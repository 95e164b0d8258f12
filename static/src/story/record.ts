/**
 * Recording: sealing a draft. What the witness said goes to the coordinators, who they are to the guardians, and this device forgets all keys in the same
 * step: from then on it cannot open what it sealed, whatever its owner is made to say. Where the team's policy lets it keep what was said for a while, that
 * lies under a key of its own in the dying file (`keeping.ts`); names are never kept.
 */
import { brand, hex } from '../format/bytes';
import type { Change, RecordId } from '../format/change';
import type { StreamId } from '../format/envelope';
import { Kind, itemId } from '../format/item';
import { Role } from '../format/entry';
import { Refusal } from '../format/refusals';
import type { SealField } from '../journey';
import type { Handed, HandedState } from '../journey/own';
import { sealIdentity } from '../seal/identity';
import { type Write, orderKey } from '../store/store';
import { draft, forgetDraft } from './drafts';
import { coordinate } from './later';
import { pathFromShown, pseudonym } from './names';
import type { HandedOver } from './rows';
import { type Session, demandAdmitted, isCoordinator } from './session';
import type { Letter } from './shelf';
import { keepOwn } from './kept';
import { type Written, forget, keepWritten, moveOn, write } from './writing';

/** Refuses `author_not_member` (not admitted yet), `not_found`, `no_guardian`, `lockbox_recipients` (no coordinator), `too_large`. Then the draft stays. */
export async function seal(session: Session, draftId: string, form: readonly [string, string], fields: readonly SealField[]): Promise<Handed> {
  demandAdmitted(session);
  await draft(session, draftId);
  const { roster, world, store, tables, shelves } = session;
  const names = fields.filter(({ compartment }) => compartment === 'identity');
  if (names.length > 0 && roster.membersAt(roster.seq, Role.guardian).length === 0) throw new Refusal('no_guardian');
  const media = (await store.count('slices')) > 0 ? await (await coordinate()).sealMedia(session, draftId) : null;
  const record = brand<RecordId>(world.random(16));
  const written = await write(session, changeOf(record, form, world.now(), [...fields, ...(media?.fields ?? [])]));
  const letters = [...written.letters, ...(await identityLetters(session, record, written.stream, names))];
  const row = { ...handedRow(record, written, letters), media: media?.waiting ?? null };
  const writes: Write[] = [...shelves.outgoing(letters), await tables.handed.put(hex(record), row), { drop: 'drafts', key: draftId }, ...(media?.writes ?? [])];
  const keeps = isCoordinator(session);
  if (keeps) writes.push(...(await keepWritten(session, written)), ...(await keepIdentity(session, written.stream, letters)));
  else writes.push(...(await keepOwn(session, written.known)));
  await store.commit(writes);
  if (!keeps) forget(written);
  forgetDraft(session, draftId);
  session.archive.handed.set(hex(record), row);
  if (keeps) {
    moveOn(session, written);
    if (names.length > 0) session.archive.identities.add(hex(written.stream));
  }
  return shown(session, row);
}

function changeOf(record: RecordId, form: readonly [string, string], time: number, fields: readonly SealField[]): Change {
  const ops = fields.filter(({ compartment }) => compartment === 'testimony').map(({ path, value }) => ({ p: pathFromShown(path), x: value, r: [] }));
  return { record, compartment: 'testimony', form, time, saw: [], ops };
}

async function identityLetters(session: Session, record: RecordId, stream: StreamId, names: readonly SealField[]): Promise<readonly Letter[]> {
  if (names.length === 0) return [];
  const fields = names.map(({ path, value }) => [pathFromShown(path), value] as const);
  const body = await sealIdentity(session.roster, session.device, stream, 0, { record, fields }, session.world.random);
  return [{ kind: Kind.identity, body, mailbox: null }];
}

function keepIdentity({ tables }: Session, stream: StreamId, letters: readonly Letter[]): Promise<readonly Write[]> {
  return tables.identities.putAll(letters.filter(({ kind }) => kind === Kind.identity).map((letter) => [hex(itemId(letter)), stream]));
}

export function handedRow(record: RecordId, { known }: Written, letters: readonly Letter[]): Omit<HandedOver, 'media'> {
  const items = letters.map(itemId);
  return { record, sealedAt: known.change.time, changeId: known.changeId, items, readers: [], later: [] };
}

// ---- what was handed over
export async function handed(session: Session): Promise<readonly Handed[]> {
  const rows = [...session.archive.handed.values()].toSorted((one, other) => other.sealedAt - one.sealedAt);
  return Promise.all(rows.map((row) => shown(session, row)));
}

export async function shown(session: Session, row: HandedOver): Promise<Handed> {
  return { record: hex(row.record), pseudonym: pseudonym(row.record), sealedAt: row.sealedAt, state: await stateOf(session, row), open: isCoordinator(session) || session.dying.get(row.record) !== null };
}

/**
 * Not before the relay has shown to keep all of its media. Readable: coordinators' devices said so of every change, or this device is a coordinator itself and the relay has all of it. Delivered: the relay's log was
 * proven to hold every item. A relay that lost something and was not yet given it again: back to sealed.
 */
async function stateOf(session: Session, { items, readers, later, media }: HandedOver): Promise<HandedState> {
  if (media !== null && (await mediaWaits(session, media))) return 'sealed';
  if ([{ readers }, ...later].every((change) => change.readers.length > 0)) return 'readable';
  for (const item of items) if (!(await session.shelves.isHeld(item))) return 'sealed';
  return isCoordinator(session) ? 'readable' : 'delivered';
}

async function mediaWaits({ store }: Session, [first, count]: readonly [number, number]): Promise<boolean> {
  const places = Array.from({ length: count }, (_, index) => orderKey(first + index));
  return (await store.among('chunks', places)).size > 0;
}
