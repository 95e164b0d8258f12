/**
 * Drafts: what is being recorded. Each lies in the database under a random key of its own, and that key lies in the dying file: whoever overwrites
 * the key has destroyed every version of the draft that the database may still hold.
 */
import { type Bytes, hex } from '../format/bytes';
import { Refusal, isRefusal } from '../format/refusals';
import type { Draft } from '../journey';
import { type SealedRow, all } from '../store/store';
import { Locker } from '../vault/locker';
import { coordinate } from './later';
import { idFromHex } from './names';
import type { Session } from './session';

const KEY_SIZE = 32;

export async function drafts(session: Session): Promise<readonly Draft[]> {
  const opened: Draft[] = [];
  for (const [id, row] of await all(session.store, 'drafts')) opened.push(await openDraft(session, id, row));
  return opened.toSorted((one, other) => other.changed - one.changed);
}

/** Refuses `not_found`. */
export async function draft(session: Session, id: string): Promise<Draft> {
  const row = await session.store.get('drafts', hex(idFromHex(id)));
  if (row === undefined) throw new Refusal('not_found', 'no such draft');
  return openDraft(session, id, row);
}

/** On the disk when it resolves. Refuses `not_found` for a draft that was sealed or thrown away. */
export async function saveDraft(session: Session, { id, ...rest }: Draft): Promise<void> {
  const name = idFromHex(id);
  if (session.finishedDrafts.has(id)) throw new Refusal('not_found', 'this draft is no more');
  // The key first: a draft without its key could never be read, a key without a draft is forgotten when the vault is opened next.
  const known = session.dying.get(name);
  const secret = known?.secret ?? session.world.random(KEY_SIZE);
  if (known === null) await session.dying.keep({ id: name, secret });
  const row = await locker(session, secret).seal('drafts', id, JSON.stringify({ id, ...rest }));
  await session.store.commit([{ put: 'drafts', key: id, row }]);
}

export async function discardDraft(session: Session, id: string): Promise<void> {
  await session.store.commit([{ drop: 'drafts', key: id }]);
  forgetDraft(session, id);
  await forgetSlices(session);
}

/** After its row is gone: the key is overwritten, and no version of it that the disk still holds can be opened. */
export function forgetDraft({ dying, finishedDrafts }: Session, id: string): void {
  finishedDrafts.add(id);
  dying.forget(idFromHex(id));
}

/** At unlocking: keys of drafts that were sealed or thrown away, and of what was kept, in the moment when the engine ended. */
export async function forgetLostDraftKeys(session: Session): Promise<void> {
  const { dying, store } = session;
  for (const { id } of dying.keys) {
    const held = await Promise.all((['drafts', 'replies', 'kept'] as const).map((table) => store.get(table, hex(id))));
    if (held.every((row) => row === undefined)) dying.forget(id);
  }
  await forgetSlices(session);
}

/** Rows of recordings whose draft is gone. Nobody can open them, so it may wait for its part of the app. */
async function forgetSlices(session: Session): Promise<void> {
  if ((await session.store.count('slices')) === 0) return;
  try {
    await (await coordinate()).dropLostSlices(session);
  } catch (cause) {
    if (!isRefusal(cause) || cause.name !== 'relay_unreachable') throw cause;
  }
}

async function openDraft(session: Session, id: string, row: SealedRow): Promise<Draft> {
  const key = session.dying.get(idFromHex(id));
  if (key === null) throw new Refusal('damaged', 'a draft whose key is gone');
  const text = await locker(session, key.secret).open('drafts', id, row);
  if (typeof text !== 'string') throw new Refusal('malformed', 'draft');
  // Written above by this same program, and authenticated under a key that nobody else has.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return JSON.parse(text) as Draft;
}

const locker = ({ world }: Session, secret: Bytes): Locker => new Locker(secret, world.random);
