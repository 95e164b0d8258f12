/**
 * A new epoch (PROTOCOL section 20): who was removed is out at once, and everybody else finds their way in by themselves. Nothing that a renewal says is
 * kept before the roster itself says that an admin wrote it.
 */
import { type Bytes, brand, equal, isZero, present } from '../format/bytes';
import { Role, type SignedEntry, parseSigned } from '../format/entry';
import { plainHash } from '../format/hash';
import { type Invite, parseInviteLink } from '../format/invite';
import { Kind } from '../format/item';
import { Refusal, isRefusal } from '../format/refusals';
import { type RenewalTail, renewMessage, renewalId } from '../format/renewal';
import type { Roster } from '../format/roster';
import { sealWelcome } from '../seal/invite';
import { type OpenedRenewal, checkRenewal, openRenewal, sealRenewal } from '../seal/renewal';
import { openEntry, rosterMailbox, sealEntry, uploadToken } from '../seal/roster';
import { signingKey } from '../seal/signing';
import { type Renewing, fetchRenewal, renew } from '../sync/renewals';
import { putWelcome } from '../sync/welcomes';
import { pushNow } from './exchange';
import { signers } from './proposing';
import { fetchRoster, fetchWelcome, grown, meet } from './join';
import { idFromHex } from './names';
import { type Membership, type TeamEpoch, pastSecret } from './rows';
import { type Session, hasRole, openingMailboxes, readRoster, rosterKey, rosterMailboxes, tagOf } from './session';
import type { Letter } from './shelf';
import { MEMBERSHIP } from './tables';

const NO_SEED = new Uint8Array(32);
const PUSH_ENTRIES = 100;
/** So many epochs at most may one phone have slept through. */
const MOST_RENEWALS = 1000;

/** Somebody was removed, or an admin let in, since this epoch began. */
export function owesRenewal({ roster, membership: { since } }: Session): boolean {
  return roster.members.some(({ addedSeq, removedSeq, role }) => (removedSeq ?? -1) > since || (removedSeq === null && addedSeq > since && (role & Role.admin) !== 0));
}

/** By the device of an admin that knows the team's key at the relay. True if the epoch is new now, false if another admin's device was first. */
export async function renewEpoch(session: Session): Promise<boolean> {
  const { roster, membership, world } = session;
  if (membership.adminSeed === null || !hasRole(session, Role.admin)) return false;
  const { random } = world;
  const said: RenewalTail = {
    rosterSeq: roster.seq,
    rosterHead: roster.head,
    epoch: membership.epoch + 1,
    epochSecret: random(32),
    adminSeed: random(32),
    serial: Math.max(world.now(), membership.serial + 1),
  };
  await pushRoster(session, said, (letters) => pushNow(session, ...letters));
  if (!(await handOver(session, membership.adminSeed, said, await renewals(session, membership, said, roster.seq)))) return false;
  await begin(session, [said]);
  await reissueInvites(session);
  return true;
}

/** Token, admin key and renewals at the relay, signed by the key before. False if another admin's device was first. */
export async function handOver(session: Session, seedBefore: Bytes, { adminSeed, epochSecret, serial }: RenewalTail, boxes: Renewing['renewals']): Promise<boolean> {
  const tokenHash = plainHash(await uploadToken(epochSecret));
  const { publicKey: adminPk } = await signingKey(adminSeed);
  const signature = await (await signingKey(seedBefore)).sign(renewMessage(tagOf(session), serial, tokenHash, adminPk));
  try {
    await renew(session.mailroom, { adminPk, tokenHash, serial, signature, renewals: boxes });
  } catch (cause) {
    if (isRefusal(cause) && (cause.name === 'signature' || cause.name === 'replayed')) return false;
    throw cause;
  }
  return true;
}

/** For those who come later: they know the secret of this epoch and none before. */
export async function pushRoster(session: Session, { epoch, epochSecret }: Pick<RenewalTail, 'epoch' | 'epochSecret'>, push: (letters: readonly Letter[]) => Promise<void>): Promise<void> {
  const mailbox = await rosterMailbox(epochSecret);
  const entries = [...(await session.tables.roster.all()).values()];
  for (let from = 0; from < entries.length; from += PUSH_ENTRIES) {
    const some = entries.slice(from, from + PUSH_ENTRIES);
    const bodies = await Promise.all(some.map((signed) => sealEntry(brand<SignedEntry>(signed), tagOf(session), epoch, epochSecret, session.world.random)));
    await push(bodies.map((body) => ({ kind: Kind.rosterEntry, body, mailbox })));
  }
}

/**
 * What leads from one epoch to the next. Also one for this device: an answer of the relay may be lost. Who was removed in that epoch, so up to the entry
 * `until`, finds the entry that says so.
 */
export async function renewals(session: Session, { epoch, epochSecret, since }: Pick<Membership, 'epoch' | 'epochSecret' | 'since'>, said: RenewalTail, until: number): Promise<Renewing['renewals']> {
  const { roster, device, tables, world } = session;
  const found: (readonly [Bytes, Bytes])[] = [];
  for (const member of roster.members) {
    const id = renewalId(epochSecret, member.id);
    if (member.removedSeq === null) {
      const adminSeed = (member.role & Role.admin) === 0 ? NO_SEED : said.adminSeed;
      found.push([id, await sealRenewal(roster, device, member, { ...said, adminSeed })]);
    } else if (member.removedSeq > since && member.removedSeq <= until) {
      const entry = await tables.roster.get(rosterKey(member.removedSeq));
      if (entry !== null) found.push([id, await sealEntry(brand<SignedEntry>(entry), tagOf(session), epoch, epochSecret, world.random)]);
    }
  }
  return found;
}

export async function reissueInvites(session: Session): Promise<void> {
  const { tables, membership, mailroom, world } = session;
  for (const [id, { secret, roles, expires, admitted }] of await tables.invites.all()) {
    if (admitted !== null || expires <= world.now()) continue;
    const { team, epoch, epochSecret } = membership;
    const welcome = await sealWelcome({ team, role: roles, epoch, epochSecret, expires }, tagOf(session), secret, world.random);
    await putWelcome(mailroom, idFromHex(id), welcome);
  }
}

// ---- by those who are refused with the token that they know
/** Whether the team has drawn a new epoch, and this device is in it. */
export async function takeRenewals(session: Session): Promise<boolean> {
  const opened = await fetchRenewals(session);
  const last = opened.at(-1);
  if (last === undefined) return joinAgain(session);
  const roster = await newestRoster(session, last.said);
  for (const one of opened) await checkRenewal(roster, session.device.id, one);
  await begin(session, opened.map(({ said }) => said));
  await reissueInvites(session);
  return true;
}

/** From one to the next, until there is none. */
async function fetchRenewals(session: Session): Promise<readonly OpenedRenewal[]> {
  const { device, membership } = session;
  const opened: OpenedRenewal[] = [];
  let { epoch, epochSecret } = membership;
  while (opened.length < MOST_RENEWALS) {
    const sealed = await fetchRenewal(session.mailroom, renewalId(epochSecret, device.id));
    if (sealed === null) break;
    if (sealed[2] === FAREWELL) {
      if (opened.length === 0) await takeFarewell(session, sealed);
      break;
    }
    const one = await openRenewal(device, membership.teamId, sealed);
    if (one.said.epoch !== epoch + 1) throw new Refusal('malformed', `epoch ${one.said.epoch} after ${epoch}`);
    opened.push(one);
    ({ epoch, epochSecret } = one.said);
  }
  return opened;
}

/** The E of "GWE1": an entry in the place of a renewal. */
const FAREWELL = 0x45;

/** Told to the person, and nothing follows from it: this device cannot see the entries before it any more, so one administrator could have made it up. */
async function takeFarewell(session: Session, sealed: Bytes): Promise<void> {
  const { device, membership, tables, store, turns, world } = session;
  const entry = parseSigned(await openEntry(sealed, tagOf(session), membership.epochSecret));
  const isOurs = entry.ops.some((op) => op.op === 'remove' && equal(op.id, device.id)) && equal(entry.teamId, membership.teamId);
  if (!isOurs || (await signers(session, entry)).length === 0) return;
  await turns.take(async () => {
    const told = { ...session.membership, farewell: entry.time };
    await store.commit([await tables.membership.put(MEMBERSHIP, told)]);
    session.membership = told;
  });
  world.tell({ kind: 'changed' });
}

/** What this device knows, and what the newest epoch's mailbox adds to it. It is judged by signatures; the next exchange proves that nothing is withheld. */
async function newestRoster(session: Session, said: RenewalTail): Promise<Roster> {
  const tag = tagOf(session);
  const mailroom = session.relay.at(tag, await uploadToken(said.epochSecret));
  let { roster } = session;
  for (const signed of await fetchRoster(mailroom, await rosterMailbox(said.epochSecret), tag, said)) {
    roster = (await grown(roster, signed)) ?? roster;
  }
  return roster;
}

/** Not let in yet, so there is no renewal: the inviter's device has left the welcome anew. */
async function joinAgain(session: Session): Promise<boolean> {
  const { membership, world } = session;
  if (membership.invite === null || session.roster.at(session.device.id) !== null) return false;
  const invite = parseInviteLink(membership.invite);
  if (session.roster.seq < 0) return finishJoining(session, invite);
  const { epoch, epochSecret } = await fetchWelcome(world, invite);
  if (epoch <= membership.epoch) return false;
  await begin(session, [{ epoch, epochSecret, adminSeed: NO_SEED, serial: 0, rosterSeq: membership.since }]);
  return true;
}

/** Another invite to the same team. Refuses `invite_damaged`, `wrong_team` and `roster_op`: it has joined already. */
export async function joinBy(session: Session, link: string): Promise<void> {
  const { turns, store, tables, device, courier } = session;
  const { teamId } = parseInviteLink(link);
  await turns.take(async () => {
    if (session.roster.at(device.id) !== null) throw new Refusal('roster_op', 'already a member');
    if (!equal(teamId, session.membership.teamId)) throw new Refusal('wrong_team');
    const membership = { ...session.membership, invite: link };
    await store.commit([await tables.membership.put(MEMBERSHIP, membership)]);
    session.membership = membership;
  });
  courier?.wake();
}

/** This device was set up without a connection. Refuses what `join` refuses; then it stays as it is, and the next exchange tries again. */
async function finishJoining(session: Session, invite: Invite): Promise<boolean> {
  const { world, device, membership, tables, store, shelves } = session;
  const met = await meet(world, device, membership, invite);
  await session.turns.take(async () => {
    const joined = { ...membership, ...met.membership };
    const entries = await Promise.all(met.roster.map(([key, signed]) => tables.roster.put(key, signed)));
    await store.commit([await tables.membership.put(MEMBERSHIP, joined), ...entries, ...shelves.outgoing(met.letters)]);
    session.membership = joined;
    session.roster = await readRoster(tables);
    session.rosterMailboxes = await rosterMailboxes(joined);
    session.openingMailboxes = await openingMailboxes(joined);
  });
  session.mailroom.renew(await uploadToken(session.membership.epochSecret));
  world.tell({ kind: 'changed' });
  return true;
}

type Epoch = Pick<RenewalTail, 'epoch' | 'epochSecret' | 'adminSeed' | 'serial' | 'rosterSeq'>;

/** As a device remembers an epoch that has begun. */
export function begun({ epoch, epochSecret, adminSeed, serial, rosterSeq }: Epoch): TeamEpoch {
  return { epoch, epochSecret, adminSeed: isZero(adminSeed) ? null : adminSeed, serial, since: rosterSeq };
}

async function begin(session: Session, epochs: readonly Epoch[]): Promise<void> {
  await session.turns.take(async () => {
    const before = session.membership;
    const known = epochs.map(begun);
    const past = [...before.past, ...[before, ...known].slice(0, -1).map(pastSecret)];
    const membership = { ...before, ...present(known.at(-1)), past };
    await session.store.commit([await session.tables.membership.put(MEMBERSHIP, membership)]);
    session.membership = membership;
    session.rosterMailboxes = await rosterMailboxes(session.membership);
    session.openingMailboxes = await openingMailboxes(session.membership);
  });
  session.mailroom.renew(await uploadToken(session.membership.epochSecret));
  // Entries of this epoch may have come before its secret.
  session.shelves.fresh = true;
}
