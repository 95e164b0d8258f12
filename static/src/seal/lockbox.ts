/** Seals the first key of a chain for every device of a role in the roster (PROTOCOL section 7). Opening is `open_lockbox.ts`. */
import { type Bytes, brand, concat } from '../format/bytes';
import type { Roles } from '../format/entry';
import type { StreamId } from '../format/envelope';
import { type SealedLockbox, lockboxPrefix, wrapInfo } from '../format/lockbox';
import { Refusal } from '../format/refusals';
import type { Roster } from '../format/roster';
import { hpkeSeal, kdf } from './primitives';

export interface Chain {
  readonly stream: StreamId;
  /** Counts the chains of a stream from 0. Our writers never begin a second one: when the coordinators change, they begin a new stream. */
  readonly chain: number;
  readonly role: Roles;
  /** CK0, 32 random bytes. */
  readonly chainKey: Bytes;
}
export interface OpenedLockbox extends Chain {
  readonly rosterSeq: number;
  readonly lockboxHash: Bytes;
}

/** For all who have the role in the roster as it stands. Refuses `lockbox_recipients` if nobody has. */
export async function sealLockbox(roster: Roster, { stream, chain, role, chainKey }: Chain): Promise<SealedLockbox> {
  const recipients = roster.membersAt(roster.seq, role);
  if (recipients.length === 0 || recipients.length > 255) throw new Refusal('lockbox_recipients', `${recipients.length} recipients`);
  const place = { teamId: roster.teamId, stream, chain, rosterSeq: roster.seq, rosterHead: roster.head, role };
  const prefix = lockboxPrefix({ ...place, commit: await kdf(chainKey, 'commit') }, recipients.length);
  const wraps = await Promise.all(recipients.map(({ id, kemPk }) => hpkeSeal(kemPk, chainKey, wrapInfo(prefix, id))));
  return brand<SealedLockbox>(concat(prefix, ...wraps));
}
