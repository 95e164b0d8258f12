/**
 * Opens lockboxes (PROTOCOL section 7), as a recipient or by a granted key. Who may read is computed by each reader from its own roster and never taken
 * from the wire.
 */
import { type Bytes, type DeviceId, equal, present } from '../format/bytes';
import { Role } from '../format/entry';
import type { GrantedKey } from '../format/grant';
import { type LockboxPrefix, lockboxHash, wrapInfo } from '../format/lockbox';
import { parseLockbox } from '../format/open_lockbox';
import { Refusal } from '../format/refusals';
import type { Member, Roster } from '../format/roster';
import type { Device } from './device';
import type { OpenedLockbox } from './lockbox';
import { kdf } from './primitives';

/**
 * Refuses `malformed`, `unknown_suite`, `wrong_team`, `roster_unknown` (sync, then try again), `lockbox_recipients`, `not_recipient`,
 * `damaged` and `lockbox_commitment` (the sender gave different readers different keys).
 */
export async function openLockbox(roster: Roster, device: Device, sealed: Uint8Array): Promise<OpenedLockbox> {
  const box = parseLockbox(sealed);
  const place = placeOf(recipientsOf(roster, box), device.id);
  const chainKey = await device.open(present(box.wraps[place]), wrapInfo(box.prefix, device.id));
  return opened(box, lockboxHash(sealed), chainKey);
}

/**
 * `openLockbox` by a granted key, for a coordinator who was not yet in. Refuses `wrong_team`, `roster_unknown`, `lockbox_recipients`, `not_recipient` (it
 * is not for coordinators) and `lockbox_commitment`.
 */
export async function openGranted(roster: Roster, box: LockboxPrefix, { lockboxHash: name, chainKey }: GrantedKey): Promise<OpenedLockbox> {
  recipientsOf(roster, box);
  if ((box.role & Role.coordinator) === 0) throw new Refusal('not_recipient', 'not for coordinators');
  return opened(box, name, chainKey);
}

async function opened({ stream, chain, role, rosterSeq, commit }: LockboxPrefix, name: Bytes, chainKey: Bytes): Promise<OpenedLockbox> {
  if (!equal(await kdf(chainKey, 'commit'), commit)) throw new Refusal('lockbox_commitment');
  return { stream, chain, role, chainKey, rosterSeq, lockboxHash: name };
}

/** Refuses `roster_unknown` unless the roster has this head at this place. */
export function checkRosterHead(roster: Roster, { rosterSeq, rosterHead }: { readonly rosterSeq: number; readonly rosterHead: Bytes }): void {
  const head = roster.headAt(rosterSeq);
  if (head === null || !equal(head, rosterHead)) throw new Refusal('roster_unknown', `entry ${rosterSeq}`);
}

/** The place of a device among those that something was sealed for. Refuses `not_recipient`. */
export function placeOf(recipients: readonly Member[], device: DeviceId): number {
  const place = recipients.findIndex(({ id }) => equal(id, device));
  if (place === -1) throw new Refusal('not_recipient');
  return place;
}

function recipientsOf(roster: Roster, box: LockboxPrefix): readonly Member[] {
  if (!equal(box.teamId, roster.teamId)) throw new Refusal('wrong_team');
  checkRosterHead(roster, box);
  const recipients = roster.membersAt(box.rosterSeq, box.role);
  if (recipients.length !== box.count) throw new Refusal('lockbox_recipients', `${box.count} instead of ${recipients.length}`);
  return recipients;
}
