/**
 * Lockboxes (PROTOCOL section 7): the first key of a chain, wrapped for every device of a role. Only bytes; `seal/lockbox.ts` holds the keys.
 */
import { type Branded, type Bytes, type DeviceId, type TeamId, brand, concat, u32, u8, utf8 } from './bytes';
import { HPKE_OVERHEAD, asTeamId } from './device';
import { type Roles, isRoles } from './entry';
import type { StreamId } from './envelope';
import { hash, label, plainHash } from './hash';
import { Reader } from './reader';
import { Refusal } from './refusals';

/** A lockbox, as it lies on the relay. */
export type SealedLockbox = Branded<'SealedLockbox'>;

export const PREFIX_SIZE = 127;
/** One wrapped key of 32 bytes. */
export const WRAP_SIZE = HPKE_OVERHEAD + 32;

export interface LockboxFields {
  readonly teamId: TeamId;
  readonly stream: StreamId;
  readonly chain: number;
  readonly rosterSeq: number;
  readonly rosterHead: Bytes;
  readonly role: Roles;
  /** kdf(CK0, "commit"). */
  readonly commit: Bytes;
}
/** What a lockbox says before its wraps: whose key it holds (`commit`), and for whom. */
export interface LockboxPrefix extends LockboxFields {
  /** How many recipients. */
  readonly count: number;
  /** These 127 bytes: what every wrap is bound to. */
  readonly prefix: Bytes;
}
export interface ParsedLockbox extends LockboxPrefix {
  /** In the order of the roster; no ids on the wire. */
  readonly wraps: readonly Bytes[];
}

/** The first 127 bytes, for `count` recipients. */
export function lockboxPrefix(fields: LockboxFields, count: number): Bytes {
  const { teamId, stream, chain, rosterSeq, rosterHead, role, commit } = fields;
  return concat(utf8('GWL1'), u8(1), teamId, stream, u32(chain), u32(rosterSeq), rosterHead, u8(role), commit, u8(count));
}

/** The first 127 bytes. Refuses `malformed` and `unknown_suite`. */
export function parseLockboxPrefix(prefix: Uint8Array): LockboxPrefix {
  const reader = new Reader(prefix);
  reader.magic('GWL1');
  reader.suite();
  const fields = {
    teamId: asTeamId(reader.take(32)),
    stream: brand<StreamId>(reader.take(16)),
    chain: reader.u32(),
    rosterSeq: reader.u32(),
    rosterHead: reader.take(32),
    role: reader.u8(),
    commit: reader.take(32),
  };
  if (!isRoles(fields.role)) throw new Refusal('malformed', 'no role');
  const count = reader.u8();
  reader.end();
  return { ...fields, count, prefix: lockboxPrefix(fields, count) };
}

export function lockboxHash(box: Uint8Array): Bytes {
  return hash('lockbox', box);
}

/** The HPKE `info` of one recipient's wrap. */
export function wrapInfo(prefix: Uint8Array, recipient: DeviceId): Bytes {
  return concat(label('wrap'), plainHash(prefix), recipient);
}
