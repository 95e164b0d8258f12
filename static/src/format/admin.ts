/** What the admin key of a team signs for the relay (PROTOCOL section 13): bytes only. */
import { type Bytes, type TeamTag, concat, u64 } from './bytes';
import { label } from './hash';

/** To replace the team's upload token. `tokenHash`: 32 bytes; `serial` grows. */
export function tokenMessage(teamTag: TeamTag, serial: number, tokenHash: Uint8Array): Bytes {
  return concat(label('token'), teamTag, u64(serial), tokenHash);
}

/** To have the team and all its items deleted. */
export function deleteTeamMessage(teamTag: TeamTag, serial: number): Bytes {
  return concat(label('delete-team'), teamTag, u64(serial));
}
