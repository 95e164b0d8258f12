/**
 * The exchange: the courier of this session, and what it sees of the story. It is given opaque parcels and a way to have them opened here.
 */
import { type Bytes, present } from '../format/bytes';
import { Role } from '../format/entry';
import { Refusal, isRefusalName } from '../format/refusals';
import { verify } from '../seal/signing';
import { Courier, type MediaProgress } from '../sync/courier';
import type { Shelf } from '../sync/shelf';
import { findingWrites } from './findings';
import { forgetDue } from './kept';
import { coordinate } from './later';
import { openInbox } from './opening';
import { type Session, hasRole, isCoordinator, tagOf } from './session';
import type { Letter } from './shelf';

const PAGE_ITEMS = 500;
const MINUTE_MILLISECONDS = 60_000;
const PAUSE_MILLISECONDS = 20_000;
/** Two coordinators who work on one record at the same time should see each other. */
const COORDINATOR_PAUSE_MILLISECONDS = 5_000;
/** Asking for news alone costs 1.5 KB each time: every 20 s that would be 6 MB a day. What is sealed goes at once all the same. */
const SAVING_PAUSE_MILLISECONDS = 900_000;

export function startCourier(session: Session): Courier {
  const { world, mailroom, shelves } = session;
  const courier = new Courier(
    {
      mailroom,
      shelf: shelfOf(session),
      signer: () => ({ teamTag: tagOf(session), relayPk: session.roster.policy.relayPk, verify }),
      now: world.now,
      chance: () => present(world.random(1)[0]) / 255,
      later: world.later,
      usualPause: () => usualPause(session),
      longestDelay: () => (session.roster.seq < 0 ? 0 : session.roster.policy.delayMinutes) * MINUTE_MILLISECONDS,
      renewed: async () => (await coordinate()).findWayIn(session),
      afterwards: (tell, goOn) => afterwards(session, tell, goOn),
      tell: (state) => world.tell({ kind: 'sync', state }),
      report: world.report,
    },
    shelves.lastSuccess,
  );
  session.courier = courier;
  return courier;
}

function usualPause(session: Session): number {
  if (session.meter?.applies) return SAVING_PAUSE_MILLISECONDS;
  return isCoordinator(session) ? COORDINATOR_PAUSE_MILLISECONDS : PAUSE_MILLISECONDS;
}

/** Media and what is carried for others are rare, so what carries them is fetched when there is some. */
async function afterwards(session: Session, tell: (media: MediaProgress) => void, goOn: () => boolean): Promise<boolean> {
  if (hasRole(session, Role.admin)) await (await coordinate()).keepTeam(session);
  if ((await session.store.count('carried')) > 0 && (await (await coordinate()).sendCarried(session, goOn))) return true;
  return (await session.store.count('chunks')) > 0 && (await coordinate()).sendMedia(session, tell, goOn);
}

/** What touches the shelves takes its turn, so that it never meets a sealing half way. */
function shelfOf(session: Session): Shelf {
  const { shelves, turns } = session;
  return {
    waiting: () => shelves.waiting(),
    batch: (after) => shelves.batch(after),
    delivered: (parcels, epoch, log) => turns.take(() => changed(session, () => shelves.delivered(parcels, epoch, log))),
    standing: () => shelves.standing,
    mailboxes: () => mailboxes(session),
    pageItems: () => session.meter?.pageItems ?? PAGE_ITEMS,
    arrived: (page) => turns.take(() => shelves.arrived(page)),
    open: async () => {
      const more = await turns.take(() => open(session));
      await weighGossip(session);
      return more;
    },
    rewind: () => turns.take(() => shelves.rewind()),
    restart: (epoch, finding) => turns.take(() => changed(session, async () => shelves.restart(epoch, session.roster.seq, await findingWrites(session, finding)))),
    reached: (time) => turns.take(() => shelves.reached(time)),
  };
}

async function changed(session: Session, work: () => Promise<void>): Promise<void> {
  await work();
  session.world.tell({ kind: 'changed' });
}

/** A coordinator follows all; everybody else their own mailbox and the roster's, and a guardian what is said about opening a name. */
function mailboxes(session: Session): readonly Bytes[] {
  if (isCoordinator(session)) return [];
  const own = [session.membership.mailbox, ...session.rosterMailboxes];
  return hasRole(session, Role.guardian) ? [...own, ...session.openingMailboxes] : own;
}

async function open(session: Session): Promise<boolean> {
  const followed = mailboxes(session).length;
  const opened = await openInbox(session);
  const granted = isCoordinator(session) && (await (await coordinate()).grantKeys(session));
  const again = hasRole(session, Role.admin) && (await (await coordinate()).sayFormsAgain(session));
  await forgetDue(session);
  if (opened) session.world.tell({ kind: 'changed' });
  // A new coordinator or guardian was shown only its own letters so far.
  const seesMore = mailboxes(session).length !== followed;
  if (seesMore) await session.shelves.rewind();
  return seesMore || ((opened || granted || again) && (await session.shelves.waiting()) > 0);
}

/** It asks the relay, so it holds no turn that a person could be waiting for. */
async function weighGossip(session: Session): Promise<void> {
  if (session.gossip.size === 0) return;
  await (await coordinate()).weighGossip(session);
}

/** A whole exchange; if the relay was not reached, it is said here, where somebody waits for it. */
export async function exchange(session: Session): Promise<void> {
  const courier = session.courier ?? startCourier(session);
  const before = courier.state.lastSuccess;
  const { phase, refusal, lastSuccess } = await courier.go();
  // A single parcel that the relay refuses stays on the shelf and stops nothing else.
  if (phase === 'idle' || lastSuccess !== before) return;
  if (phase === 'refused' && refusal !== null && isRefusalName(refusal)) throw new Refusal(refusal, 'the exchange');
  throw new Refusal('relay_unreachable');
}

/** Letters that are of no use later, past the shelf. Refuses what the relay refuses one of them by, and `receipt_wrong`. */
export function pushNow(session: Session, ...letters: readonly Letter[]): Promise<void> {
  return (session.courier ?? startCourier(session)).pushNow(letters);
}
