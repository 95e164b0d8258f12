/**
 * Where the team has said so, names of witnesses are released and shown at a desk only. It keeps honest people from doing it in a page that a server
 * sent. It proves nothing about the page: a page that was swapped would not ask.
 */
import { Refusal } from '../format/refusals';
import { Desk } from '../sync/desk';
import type { Session } from './session';

const THIS_COMPUTER = /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;

/** Refuses `desk_needed`: the page came over a network, or nothing on this computer answers as a desk. */
export async function demandDesk({ roster, world }: Session): Promise<void> {
  if (!roster.policy.guardiansAtDesk) return;
  if (!THIS_COMPUTER.test(world.origin) || (await new Desk(world.origin, world.send).status()) === null) throw new Refusal('desk_needed');
}
