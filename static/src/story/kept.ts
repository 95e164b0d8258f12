/** What of the keeping of sealed testimonies a first load needs: to ask for it (`own.ts`). */
import type { Known } from '../format/change';
import { type Policy, Seal } from '../format/entry';
import { isRefusal } from '../format/refusals';
import type { Sealing } from '../journey/own';
import type { Write } from '../store/store';
import { coordinate } from './later';
import type { Session } from './session';

/** Without its part of the app a device keeps nothing and can correct nothing; sealing never waits for that. */
export async function keepOwn(session: Session, known: Known): Promise<readonly Write[]> {
  try {
    return await (await coordinate()).keptWrites(session, known);
  } catch (cause) {
    if (isRefusal(cause) && cause.name === 'relay_unreachable') return [];
    throw cause;
  }
}

export function sealingOf({ seal, keptDays }: Policy): Sealing {
  if (seal === Seal.kept) return { when: 'kept', days: keptDays };
  return { when: seal === Seal.atDone ? 'atDone' : 'onDelivery' };
}

/** What the policy lets this device keep no longer. A device that keeps nothing fetches nothing for it. */
export async function forgetDue(session: Session): Promise<void> {
  if ((await session.store.count('kept')) > 0) await (await coordinate()).forgetAllDue(session);
}
