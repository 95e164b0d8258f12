/**
 * Grants: a coordinator's device gives those who were let in later the keys of what was sealed before them, each once, and takes such keys itself. What
 * was passed over because it was not sealed for this device is then opened after all.
 */
import { equal, hex } from '../format/bytes';
import { Role } from '../format/entry';
import { parseEnvelope } from '../format/open_envelope';
import { GRANT_KEYS_LIMIT, type GrantedKey } from '../format/grant';
import { Kind, itemId } from '../format/item';
import type { Member } from '../format/roster';
import { keysOwed, openGrantItem } from '../archive/grants';
import { sealGrant } from '../seal/grant';
import type { Incoming } from '../store/store';
import type { Batch, Outcome } from './batch';
import { type Session, rememberGranted } from './session';
import type { TakenBack } from './shelf';

/** Coordinators see everybody's letters; those in other mailboxes are not theirs to open. */
export async function takeGrant(session: Session, batch: Batch, { body, mailbox }: Incoming): Promise<Outcome> {
  const { roster, device, membership, archive } = session;
  if (mailbox === null || !equal(mailbox, membership.mailbox)) return 'done';
  const { opened, waits } = await openGrantItem(roster, device, archive.streams, body);
  for (const { lockboxHash, state } of opened) {
    batch.streams.set(hex(lockboxHash), state);
    archive.streams.set(lockboxHash, state);
    batch.granted.add(hex(lockboxHash));
  }
  return waits ? 'waits' : 'done';
}

/** The changes of streams that this batch opened by grants, back into the inbox: also those that this batch itself has passed over. */
export async function takeBackGranted({ shelves }: Session, { granted, writes }: Batch): Promise<TakenBack> {
  return shelves.takeBack(({ kind, body }) => kind === Kind.change && granted.has(hex(parseEnvelope(body).lockboxHash)), writes);
}

/** By the device of a coordinator. Whether any grant was put on the shelf. */
export async function grantKeys(session: Session): Promise<boolean> {
  const { roster, device, archive } = session;
  let any = false;
  for (const receiver of roster.membersAt(roster.seq, Role.coordinator)) {
    if (equal(receiver.id, device.id)) continue;
    const owed = keysOwed(archive.streams, receiver, archive.granted.get(hex(receiver.id)) ?? new Set());
    for (let from = 0; from < owed.length; from += GRANT_KEYS_LIMIT) {
      await grantOnce(session, receiver, owed.slice(from, from + GRANT_KEYS_LIMIT));
      any = true;
    }
  }
  return any;
}

/** The letter and the memory of it in one transaction: sent once, also over restarts. */
async function grantOnce({ roster, device, store, tables, shelves, archive }: Session, receiver: Member, keys: readonly GrantedKey[]): Promise<void> {
  const body = await sealGrant(roster, device, receiver, keys);
  const lockboxes = keys.map(({ lockboxHash }) => lockboxHash);
  const letter = { kind: Kind.grant, body, mailbox: receiver.mailbox };
  const remembered = await tables.granted.put(hex(itemId(letter)), { receiver: receiver.id, lockboxes });
  await store.commit([...shelves.outgoing([letter]), remembered]);
  rememberGranted(archive.granted, receiver.id, lockboxes);
}
