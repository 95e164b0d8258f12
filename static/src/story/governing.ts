/**
 * Governing the team: what its administrators change, alone or together, and what follows from it. Who was removed is put out of the relay at once; no
 * device decides anything that its person did not ask for, but for the date of the roster's head.
 */
import { fromHex, hex } from '../format/bytes';
import { deviceId } from '../format/device';
import { Role, type RosterOp, Seal } from '../format/entry';
import { Refusal, isRefusal } from '../format/refusals';
import type { Outcome, Reason, Rules } from '../journey/governing';
import { asDeviceId } from '../format/device';
import { signEntry } from '../seal/roster';
import { exchange, pushNow } from './exchange';
import { nextEntry } from './members';
import { addSignature, append, openProposals, propose, takeBackProposal } from './proposing';
import { owesRenewal, renewEpoch } from './renewing';
import { type Session, hasRole } from './session';
import { withdrawWelcome } from './welcome';

/** Of `remove`, in the entry. 0 says nothing. */
export const REASONS: readonly Reason[] = ['left', 'lost', 'taken', 'turned'];
export const SEALS: readonly Rules['seal'][] = ['at_done', 'on_delivery', 'kept'];
/** Another administrator may write the same entry first; a few times in a row is already unheard of. */
const TRIES = 4;
const DAY_MILLISECONDS = 86_400_000;
/** Each administrator's device waits half a day longer than the one before, so that they do not all do it at once. */
const REDATE_DAYS = 5;
/** Whoever made the change renews at once; if that device is gone, another does. */
const RENEWAL_WAIT_MILLISECONDS = 3_600_000;

/** `isDone`: whether somebody else has done the same meanwhile. */
export async function change(session: Session, ops: readonly RosterOp[], isDone: () => boolean = () => false): Promise<Outcome> {
  if (!hasRole(session, Role.admin)) throw new Refusal('roster_op', 'not an administrator');
  await exchange(session);
  for (let tries = 1; !isDone(); tries += 1) {
    if (tries > TRIES) throw new Refusal('roster_chain', 'others kept changing the list of members');
    if (session.roster.signersNeeded(ops) > 1) return propose(session, ops);
    const { roster, world, device } = session;
    try {
      await append(session, await signEntry(roster.nextEntry(ops, world.now()), [device]));
      break;
    } catch (cause) {
      if (!isRefusal(cause) || cause.name !== 'roster_chain') throw cause;
    }
  }
  await renewIfOwed(session);
  return 'done';
}

export async function renewIfOwed(session: Session): Promise<void> {
  if (!owesRenewal(session) || !(await renewEpoch(session))) return;
  await exchange(session);
}

export function removeMember(session: Session, id: string, reason: Reason): Promise<Outcome> {
  const bytes = fromHex(id);
  if (bytes === null) throw new Refusal('malformed', 'a device');
  const device = asDeviceId(bytes);
  const isOut = (): boolean => session.roster.at(device)?.removedSeq !== null;
  if (isOut()) throw new Refusal('roster_op', 'not a member');
  return change(session, [{ op: 'remove', id: device, reason: REASONS.indexOf(reason) + 1 }], isOut);
}

const KEY_BYTES = 32;

export function changeRules(session: Session, rules: Rules): Promise<Outcome> {
  const { relayPk } = session.roster.policy;
  const releasePk = rules.releaseKey === '' ? new Uint8Array(KEY_BYTES) : fromHex(rules.releaseKey);
  if (releasePk === null || releasePk.length !== KEY_BYTES) throw new Refusal('malformed', 'the key of a release');
  const { quorum, guardiansNeeded: k, keptDays, staleDays, guardiansAtDesk, delayMinutes } = rules;
  const seal = [Seal.atDone, Seal.onDelivery, Seal.kept][SEALS.indexOf(rules.seal)];
  if (seal === undefined) throw new Refusal('malformed', 'seal');
  return change(session, [{ op: 'policy', quorum, k, seal, keptDays: seal === Seal.kept ? keptDays : 0, staleDays, guardiansAtDesk, delayMinutes, relayPk, releasePk }]);
}

/** Adds this device's signature. Refuses `not_found` and `roster_chain`. */
export async function signProposal(session: Session, id: string): Promise<Outcome> {
  await exchange(session);
  const outcome = await addSignature(session, id);
  if (outcome === 'done') await renewIfOwed(session);
  return outcome;
}

export async function proposeAgain(session: Session, id: string): Promise<Outcome> {
  return change(session, await takeBackProposal(session, id));
}

/** After each exchange of an administrator's device, outside of any turn; it asks for no exchange itself. */
export async function keepTeam(session: Session): Promise<void> {
  await forgetUsedInvites(session);
  const age = session.world.now() - session.roster.time;
  if (owesRenewal(session) && (age < -RENEWAL_WAIT_MILLISECONDS || age > RENEWAL_WAIT_MILLISECONDS)) await renewEpoch(session);
  if (age > redateAfter(session) && (await openProposals(session)).size === 0) await pushNow(session, await nextEntry(session, [{ op: 'head' }]));
}

function redateAfter({ roster, device }: Session): number {
  const admins = roster.membersAt(roster.seq, Role.admin).map(({ id }) => hex(id));
  return (REDATE_DAYS + admins.indexOf(hex(device.id)) / 2) * DAY_MILLISECONDS;
}

/** Where several had to sign, the invite was not closed by who made it. */
async function forgetUsedInvites({ tables, roster, store, mailroom }: Session): Promise<void> {
  for (const request of (await tables.requests.all()).values()) {
    const device = deviceId(request.newcomer.signPk, request.newcomer.kemPk);
    const key = hex(request.inviteId);
    const invite = await tables.invites.get(key);
    if (invite === null || invite.admitted !== null || roster.at(device) === null) continue;
    await store.commit([await tables.invites.put(key, { ...invite, admitted: device })]);
    await withdrawWelcome(mailroom, key);
  }
}
