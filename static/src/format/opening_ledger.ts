/**
 * The ledger of openings: what became of each request, folded from all that was said (PROTOCOL section 19), in whatever order it came and however
 * often. Pure. A request that is not `open` or `ready` here must get no share.
 */
import { type DeviceId, compare, equal, hex } from './bytes';
import { Role } from './entry';
import { parseIdentityLock } from './open_identity';
import { type OpeningId, WITNESSES } from './opening';
import { type Request, type Said, isInTime } from './opening_said';
import type { Roster } from './roster';

/** One thing that was said, by whom, and the roster for whose members it was sealed. */
export interface Act<Kind extends Said = Said> {
  readonly id: OpeningId;
  readonly author: DeviceId;
  readonly rosterSeq: number;
  readonly said: Kind;
}
export type OpeningState = 'opened' | 'withdrawn' | 'void' | 'expired' | 'ready' | 'open';
export interface Opening {
  readonly act: Act<Request>;
  readonly state: OpeningState;
  readonly k: number;
  /** Of this box, in their order, whether or not they are still in. */
  readonly guardians: readonly DeviceId[];
  /** Who released, is still in and is not accused. */
  readonly released: readonly DeviceId[];
  /** Who refused and has not released. */
  readonly refused: readonly { readonly guardian: DeviceId; readonly why: string }[];
  readonly provenFalse: readonly DeviceId[];
  readonly saidFalse: readonly DeviceId[];
}

export function isRequest(act: Act): act is Act<Request> {
  return act.said.do === 'request';
}

/** Every request, the newest first. `proven`: hex ids of the accusations whose proof was checked. */
export function foldOpenings(acts: Iterable<Act>, roster: Roster, now: number, proven: ReadonlySet<string>): readonly Opening[] {
  const byId = new Map([...acts].map((act) => [hex(act.id), act]));
  const ordered = [...byId.values()].toSorted((one, other) => compare(one.id, other.id));
  const folded = ordered.filter(isRequest).map((act) => fold(act, ordered, roster, now, proven));
  return folded.toSorted((one, other) => other.act.said.time - one.act.said.time);
}

function fold(act: Act<Request>, acts: readonly Act[], roster: Roster, now: number, proven: ReadonlySet<string>): Opening {
  const about = acts.filter(({ said }) => said.do !== 'request' && equal(said.request, act.id));
  const own = about.filter(({ author }) => equal(author, act.author));
  const { k, rosterSeq } = parseIdentityLock(act.said.lock);
  const guardians = roster.membersAt(rosterSeq, Role.guardian).map(({ id }) => id);
  const accused = accusedIn(own, proven);
  const gave = new Set(about.filter(({ said }) => said.do === 'release').map(({ author }) => hex(author)));
  const released = guardians.filter((id) => gave.has(hex(id)) && roster.isMember(id, roster.seq, Role.guardian) && !accused.has(hex(id)));
  const refusals = new Map(about.map(({ author, said }) => [hex(author), said.do === 'refuse' ? said.why : null] as const).filter(([, why]) => why !== null));
  const refused = guardians.flatMap((guardian) => {
    const why = refusals.get(hex(guardian));
    return typeof why === 'string' && !gave.has(hex(guardian)) ? [{ guardian, why }] : [];
  });
  const falseBy = (isProven: boolean): readonly DeviceId[] => guardians.filter((id) => accused.get(hex(id)) === isProven);
  const state = stateOf(act, own, roster, now) ?? (released.length >= k ? 'ready' : 'open');
  return { act, state, k, guardians, released, refused, provenFalse: falseBy(true), saidFalse: falseBy(false) };
}

/** By guardian, whether it is proven. A proof outweighs a claim, whichever came first. */
function accusedIn(own: readonly Act[], proven: ReadonlySet<string>): ReadonlyMap<string, boolean> {
  const accused = new Map<string, boolean>();
  for (const { id, said } of own) if (said.do === 'accuse') accused.set(hex(said.guardian), accused.get(hex(said.guardian)) === true || proven.has(hex(id)));
  return accused;
}

/** Why nothing can come of it any more, or null. */
function stateOf({ author, said }: Act<Request>, own: readonly Act[], roster: Roster, now: number): OpeningState | null {
  if (own.some((act) => act.said.do === 'opened')) return 'opened';
  if (own.some((act) => act.said.do === 'withdraw')) return 'withdrawn';
  if (!roster.isMember(author, roster.seq, WITNESSES)) return 'void';
  return isInTime(said, now) ? null : 'expired';
}
