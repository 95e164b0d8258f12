/** A welcome that lies on the relay for a newcomer, and how it goes. */
import { brand } from '../format/bytes';
import type { InviteId } from '../format/invite';
import { Refusal } from '../format/refusals';
import { deleteWelcome } from '../sync/welcomes';
import { idFromHex } from './names';
import type { Session } from './session';

export async function withdrawWelcome(mailroom: Session['mailroom'], id: string): Promise<void> {
  try {
    await deleteWelcome(mailroom, brand<InviteId>(idFromHex(id)));
  } catch (cause) {
    // Expired or deleted before: what was wanted is so.
    if (!(cause instanceof Refusal) || (cause.name !== 'not_found' && cause.name !== 'invite_expired')) throw cause;
  }
}
