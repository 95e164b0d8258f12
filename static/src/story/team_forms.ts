/**
 * Forms of the team (PROTOCOL section 23): taking in what a coordinator said, saying one, and what is in use. Each word is kept as it was signed, and judged
 * again whenever it is read; so any administrator's device can seal it for those who come later.
 */
import { type Bytes, hex, utf8 } from '../format/bytes';
import { decode, encode } from '../format/canonical';
import { hash } from '../format/hash';
import { type ItemId, Kind, itemId } from '../format/item';
import { Refusal, isRefusal } from '../format/refusals';
import { asMap, asNumber, bytesOf } from '../format/shape';
import { type FormContent, parseForm } from '../format/team_form';
import { type OpenedForm, readForm, sealForm, signForm, unsealForm } from '../seal/team_form';
import type { Put, Write } from '../store/store';
import type { Batch, Outcome } from './batch';
import { type Archive, type Session, demandAdmitted, isCoordinator, tagOf } from './session';
import type { Letter } from './shelf';

const ROW_LIMIT_BYTES = 2 << 20;

/** One word of a coordinator's about a form. */
export interface FormSaid extends OpenedForm {
  readonly signed: Bytes;
  /** ms since 1970, by this device's clock. */
  readonly at: number;
  /** The newest epoch for which it was sealed, as far as this device knows. */
  readonly epoch: number;
  /** As it waits to be delivered from here; null if it came from the relay. */
  readonly item: ItemId | null;
}

/** By key. A cache over the table, as long as the archive is believed. */
const known = new WeakMap<Archive, Promise<Map<string, FormSaid>>>();

export function formsSaid({ archive, tables, roster }: Session): Promise<Map<string, FormSaid>> {
  const said = known.get(archive) ?? tables.forms.all().then((rows) => readRows(roster, rows));
  known.set(archive, said);
  return said;
}

/** What is not believed any more is left out: no screen may stop for it. */
async function readRows(roster: Session['roster'], rows: ReadonlyMap<string, Bytes>): Promise<Map<string, FormSaid>> {
  const said = new Map<string, FormSaid>();
  for (const [key, row] of rows) {
    try {
      said.set(key, await readRow(roster, row));
    } catch (cause) {
      if (!isRefusal(cause)) throw cause;
    }
  }
  return said;
}

/** The same said twice is one. */
const keyOf = ({ id, version, form }: FormContent): string => hex(hash('form-said', utf8(JSON.stringify([id, version, form === null]))));

async function readRow(roster: Session['roster'], row: Bytes): Promise<FormSaid> {
  const map = asMap(decode(row, ROW_LIMIT_BYTES), ['at', 'epoch', 'item', 'signed']);
  const { signed, item } = map;
  if (!(signed instanceof Uint8Array)) throw new Refusal('malformed', 'a form of the team');
  const word = new Uint8Array(signed);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written below, from an id
  return { ...(await readForm(roster, word)), signed: word, at: asNumber(map['at']), epoch: asNumber(map['epoch']), item: item === null ? null : (bytesOf(item, 32) as ItemId) };
}

/** In the memory at once: if the commit fails, the archive is read anew and this memory with it. */
async function keep(session: Session, said: FormSaid): Promise<Put> {
  const key = keyOf(said.content);
  (await formsSaid(session)).set(key, said);
  const { at, epoch, item, signed } = said;
  return session.tables.forms.put(key, encode({ at, epoch, item, signed }));
}

// ---- taking in
export async function takeForm(session: Session, batch: Batch, { body, number }: { readonly body: Bytes; readonly number?: number }): Promise<Outcome> {
  const { roster, membership, world } = session;
  const { epoch } = parseForm(body);
  if (epoch > membership.epoch) return 'waits';
  const began = epochsKnown(session).find((one) => one.epoch === epoch);
  // For those of an epoch before this device came: it is said again for those who came later.
  if (began === undefined) return 'done';
  const signed = await unsealForm(body, tagOf(session), began.epochSecret);
  let opened: OpenedForm;
  try {
    opened = await readForm(roster, signed);
  } catch (cause) {
    if (isRefusal(cause) && cause.name === 'roster_unknown') return 'waits';
    throw cause;
  }
  if (isLate(session, opened, began.since, number)) throw new Refusal('author_not_member', 'it came after its author was removed');
  const before = (await formsSaid(session)).get(keyOf(opened.content));
  if (before === undefined) batch.writes.push(await keep(session, { ...opened, signed, at: world.now(), epoch, item: null }));
  else if (before.epoch < epoch) batch.writes.push(await keep(session, { ...before, epoch }));
  batch.bytes += opened.content.form?.length ?? 0;
  return 'done';
}

function epochsKnown({ membership: { epoch, epochSecret, since, past } }: Session): readonly { readonly epoch: number; readonly epochSecret: Bytes; readonly since: number }[] {
  return [{ epoch, epochSecret, since }, ...past.map(([number, secret, , began]) => ({ epoch: number, epochSecret: secret, since: began }))];
}

/**
 * Whoever holds a device that was removed can give any date to what they sign with it. What was sealed for an epoch that began after the removal was sealed
 * by somebody who had taken it in before.
 */
function isLate({ roster, rosterArrivals }: Session, { author }: OpenedForm, epochBegan: number, number: number | undefined): boolean {
  const removedSeq = roster.at(author)?.removedSeq ?? null;
  if (removedSeq === null || removedSeq <= epochBegan) return false;
  const removed = rosterArrivals.get(removedSeq);
  return removed !== undefined && number !== undefined && number > removed.number;
}

// ---- saying
/** Kept and on its way when it resolves. Refuses `author_not_member`, `too_large` and `device_full`. */
export async function sayForm(session: Session, content: FormContent): Promise<void> {
  demandAdmitted(session);
  if (!isCoordinator(session)) throw new Refusal('author_not_member', 'not a coordinator');
  const { roster, device, membership, world, shelves } = session;
  const signed = await signForm(device, roster, content);
  const letter = await letterFor(session, signed);
  const said = { author: device.id, rosterSeq: roster.seq, content, signed, at: world.now(), epoch: membership.epoch, item: itemId(letter) };
  await commit(session, [...shelves.outgoing([letter]), await keep(session, said)]);
}

/** If it fails, what was said in memory is forgotten. */
async function commit({ store, archive }: Session, writes: readonly Write[]): Promise<void> {
  try {
    await store.commit(writes);
  } catch (cause) {
    known.delete(archive);
    throw cause;
  }
}

async function letterFor(session: Session, signed: Bytes): Promise<Letter> {
  const { membership, world } = session;
  const body = await sealForm(signed, tagOf(session), membership.epoch, membership.epochSecret, world.random);
  return { kind: Kind.teamForm, body, mailbox: session.rosterMailboxes[0] ?? null };
}

/**
 * For those who come later, and know the secret of this epoch and none before: by every administrator's device that finds, after an exchange, that nobody
 * has done so. The same said twice is one.
 */
export async function sayFormsAgain(session: Session): Promise<boolean> {
  const { epoch } = session.membership;
  const owed = [...(await formsSaid(session)).values()].filter((said) => said.epoch < epoch);
  for (const said of owed) {
    const letter = await letterFor(session, said.signed);
    await commit(session, [...session.shelves.outgoing([letter]), await keep(session, { ...said, epoch })]);
  }
  return owed.length > 0;
}

/** What was said of one form; null if nothing was. */
export async function formSaid(session: Session, id: string, version: string): Promise<{ readonly form: FormSaid | null; readonly end: FormSaid | null } | null> {
  const said = await formsSaid(session);
  const form = said.get(keyOf({ id, version, form: '' })) ?? null;
  const end = said.get(keyOf({ id, version, form: null })) ?? null;
  return form === null && end === null ? null : { form, end };
}

/** How many can be begun with. */
export async function countForms(session: Session): Promise<number> {
  const said = [...(await formsSaid(session)).values()].map(({ content }) => content);
  const isEnded = ({ id, version }: FormContent): boolean => said.some((one) => one.form === null && one.id === id && one.version === version);
  return said.filter((one) => one.form !== null && !isEnded(one)).length;
}

/** Whether the relay's log was proven to hold it. */
export async function isDelivered({ shelves }: Session, { item }: FormSaid): Promise<boolean> {
  return item === null || shelves.isHeld(item);
}

