/**
 * A relay that was put back from a backup older than a renewal (PROTOCOL section 20): it knows an old token and an old admin key, and no device of the team
 * gets in. Old tokens are shown to it only to find out where it stands: no device ever goes back to an epoch before, and nothing is sealed for one. An
 * administrator's device leads the relay forward again by the steps that it took the first time.
 */
import { present } from '../format/bytes';
import { Role } from '../format/entry';
import { Refusal, isRefusal, refusalByCode } from '../format/refusals';
import type { RenewalTail } from '../format/renewal';
import { uploadToken } from '../seal/roster';
import type { Letter, Mailroom } from '../sync/transport';
import { handOver, pushRoster, reissueInvites, renewals, takeRenewals } from './renewing';
import type { TeamEpoch } from './rows';
import { type Session, hasRole, tagOf } from './session';

/** A backup that is older than so many epochs is not looked for: each costs a question to a relay that refuses. */
const MOST_TRIED = 32;

/**
 * Whether this device, whose token was refused, has a way in now. Refuses `epoch_changed` if the relay was put back to an epoch before, and only another
 * administrator's device can lead it forward: this one waits, and keeps what it holds.
 */
export async function findWayIn(session: Session): Promise<boolean> {
  if (await takeRenewals(session)) return true;
  const steps = await missedSteps(session);
  if (steps === null) return false;
  await leadForward(session, steps);
  return true;
}

/** The epoch at which the relay stands, and all that came after it; null if it takes none of the tokens that this device ever had. */
async function missedSteps(session: Session): Promise<readonly TeamEpoch[] | null> {
  const { membership } = session;
  const past = membership.past.map(([epoch, epochSecret, adminSeed, since, serial]): TeamEpoch => ({ epoch, epochSecret, adminSeed, since, serial }));
  for (let at = past.length - 1; at >= Math.max(0, past.length - MOST_TRIED); at -= 1) {
    if (await isTaken(session, await mailroomOf(session, present(past[at])))) return [...past.slice(at), membership];
  }
  return null;
}

const mailroomOf = async (session: Session, { epochSecret }: TeamEpoch): Promise<Mailroom> => session.relay.at(tagOf(session), await uploadToken(epochSecret));

/** What comes back is not looked at. */
async function isTaken({ membership }: Session, mailroom: Mailroom): Promise<boolean> {
  try {
    await mailroom.pull(0, 1, null, [membership.mailbox], 0);
    return true;
  } catch (cause) {
    if (isRefusal(cause) && cause.name === 'token_refused') return false;
    throw cause;
  }
}

async function leadForward(session: Session, steps: readonly TeamEpoch[]): Promise<void> {
  const own = steps.flatMap(({ adminSeed, ...step }) => (adminSeed === null ? [] : [{ ...step, adminSeed }]));
  const first = present(steps[0]);
  const isWhole = own.length === steps.length && own.every(({ epoch }, at) => epoch === first.epoch + at);
  if (!hasRole(session, Role.admin) || !isWhole) throw new Refusal('epoch_changed', 'the relay stands at an epoch before');
  const old = await mailroomOf(session, first);
  await pushRoster(session, session.membership, (letters) => pushUnproven(old, letters));
  for (const [at, next] of own.slice(1).entries()) {
    const before = present(own[at]);
    const said: RenewalTail = { ...placeOf(session, next.since), ...next };
    // Another administrator's device was first: the token of today says how far it came.
    if (!(await handOver(session, before.adminSeed, said, await renewals(session, before, said, next.since)))) return;
  }
  await reissueInvites(session);
}

/** The entry with which an epoch began; the newest if this device was no administrator then, because nobody would believe it. */
function placeOf({ roster, device }: Session, since: number): Pick<RenewalTail, 'rosterSeq' | 'rosterHead'> {
  const head = roster.headAt(since);
  if (head === null || !roster.isMember(device.id, since, Role.admin)) return { rosterSeq: roster.seq, rosterHead: roster.head };
  return { rosterSeq: since, rosterHead: head };
}

/** Into a log that this device does not know: it counts for nothing here, and the exchange that follows proves what is there. */
async function pushUnproven(mailroom: Mailroom, letters: readonly Letter[]): Promise<void> {
  for (const { status } of (await mailroom.push(letters, 0)).results) {
    if (status > 1) throw new Refusal(refusalByCode(status) ?? 'server_error');
  }
}
