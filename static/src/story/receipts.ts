/**
 * Receipts for what is carried by hand: got from the relay for each colleague's letters, brought back, and believed only as far as the relay's signed log
 * proves them against the key that this device's own roster pins.
 */
import { equal, hex } from '../format/bytes';
import type { Lot } from '../format/bundle';
import { itemId } from '../format/item';
import { Refusal, type RefusalName, isRefusal, refusalByCode } from '../format/refusals';
import type { TakenFile } from '../journey/by_hand';
import { verify } from '../seal/signing';
import { type Entry, type Write, all } from '../store/store';
import { type Kept, NO_LOG, type Signer, provenPush, provenReceipt } from '../sync/evidence';
import { type CarriedEntry, bundles, unproven, withLot } from './carried';
import { counted } from './counted';
import { type Session, tagOf } from './session';

/** As one push of this device's own letters. */
const BATCH_LETTERS = 100;
const BATCH_BYTES = 256 << 10;

const signerOf = (session: Session): Signer => ({ teamTag: tagOf(session), relayPk: session.roster.policy.relayPk, verify });

/** Pushes what is carried, each file by itself; true if it stopped before the end. Refuses `receipt_wrong`; then nothing of that push counts. */
export async function sendCarried(session: Session, goOn: () => boolean): Promise<boolean> {
  const { store, shelves } = session;
  for (const entry of await bundles(store)) {
    let waiting = await unproven(store, entry, shelves.standing.epoch, tagOf(session));
    while (waiting.length > 0) {
      if (!goOn()) return true;
      const batch = firstOf(waiting);
      await push(session, entry[0], batch);
      waiting = waiting.slice(batch.length);
    }
  }
  return false;
}

function firstOf(waiting: readonly CarriedEntry[]): readonly CarriedEntry[] {
  let size = 0;
  const beyond = waiting.findIndex(([, { body }], index) => (size += body.length) > BATCH_BYTES && index > 0);
  return waiting.slice(0, Math.min(BATCH_LETTERS, beyond === -1 ? waiting.length : beyond));
}

async function push(session: Session, id: string, batch: readonly CarriedEntry[]): Promise<void> {
  const { mailroom, shelves, store, turns, world } = session;
  const letters = batch.map(([, letter]) => letter);
  // From nothing, so that the answer stands by itself for somebody who knows another state of the log.
  const answer = await mailroom.push(letters, 0);
  await provenPush(signerOf(session), { epoch: shelves.standing.epoch, after: 0, log: NO_LOG }, letters, answer);
  const items: Kept[] = [];
  const aside: Write[] = [];
  for (const [index, [key, letter]] of batch.entries()) {
    const { status, number, rosters } = answer.results[index] ?? { status: 0, number: 0, rosters: 0 };
    if (status <= 1) items.push([number, itemId(letter), rosters]);
    else aside.push({ drop: 'carried', key }, { put: 'quarantine', key: hex(itemId(letter)), row: { ...letter, refusal: refusalByCode(status) ?? 'server_error' } });
  }
  const lot: Lot = { epoch: answer.epoch, checkpoint: answer.checkpoint, proof: answer.proof, items: items.map(([number, item, rosters]) => [item, number, rosters]) };
  await turns.take(async () => {
    const row = await store.get('bundles', id);
    const kept = row === undefined || items.length === 0 ? null : withLot(row, lot, tagOf(session));
    await store.commit([...aside, ...(kept === null ? [] : [{ put: 'bundles' as const, key: id, row: kept }])]);
  });
  world.tell({ kind: 'changed' });
}

/** In its turn. A lot that proves nothing stops no other. */
export async function tookReceipts(session: Session, lots: readonly Lot[]): Promise<TakenFile> {
  const refused: RefusalName[] = [];
  let [taken, forOthers] = [0, 0];
  for (const lot of lots) {
    try {
      await demandProven(session, lot);
    } catch (cause) {
      if (!isRefusal(cause)) throw cause;
      refused.push(cause.name);
      continue;
    }
    taken += await deliver(session, lot);
    forOthers += await handOn(session, lot);
  }
  return { kind: 'receipts', taken, forOthers, refused: counted(refused), isKnown: taken + forOthers === 0 && refused.length === 0 };
}

/**
 * Refuses `receipt_wrong`; and `epoch_changed` where it is of another history than the one this device knows: a relay that was restored since may have lost
 * what it proved, and this device will offer it again.
 */
async function demandProven(session: Session, { epoch, items, checkpoint, proof }: Lot): Promise<void> {
  const { standing } = session.shelves;
  if (standing.epoch === null || !equal(standing.epoch, epoch)) throw new Refusal('epoch_changed', 'receipts of another history');
  const kept = items.map(([id, number, rosters]): Kept => [number, id, rosters]);
  await provenReceipt(signerOf(session), { epoch, after: 0, log: NO_LOG }, kept, { epoch, checkpoint, proof });
}

/** Own letters that are on the relay by this proof. What this device knows of the log itself is not moved by what came by hand. */
async function deliver({ store, shelves }: Session, { epoch, items }: Lot): Promise<number> {
  const proven = new Set(items.map(([id]) => hex(id)));
  const here = (await all(store, 'outbox')).filter(([, letter]) => proven.has(hex(itemId(letter))));
  if (here.length > 0) await shelves.delivered(here.map(([order, { kind, body, mailbox }]) => ({ kind, body, mailbox, order })), epoch, shelves.standing.log);
  return here.filter(([, { own }]) => own).length;
}

async function handOn(session: Session, lot: Lot): Promise<number> {
  const rows = (await bundles(session.store)).flatMap(([key, bundle]): Entry<'bundles'>[] => {
    const row = withLot(bundle, lot, tagOf(session));
    return row === null ? [] : [[key, row]];
  });
  await session.store.commit(rows.map(([key, row]) => ({ put: 'bundles', key, row })));
  return rows.length;
}
