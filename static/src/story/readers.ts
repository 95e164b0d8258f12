/**
 * Who can read what, since when and by whom: read off the signed entries of the roster, which were judged when they were taken in. Also what the person
 * said to have compared with their own ears, which stays on this device.
 */
import { type DeviceId, equal, hex, isZero } from '../format/bytes';
import { Refusal } from '../format/refusals';
import { fingerprint } from '../format/device';
import { type ParsedEntry, type Policy, Role, type RosterOp, parseSigned } from '../format/entry';
import type { Author } from '../journey';
import type { Act, HistoryOfTeam, Proposal, Reader, Readers, Reason, RosterAge, Rules } from '../journey/governing';
import { all } from '../store/store';
import { REASONS, SEALS } from './governing';
import { authorById, authorOf, idFromHex, roleNames } from './names';
import { nameInSight } from '../format/unseen';
import { isOvertaken, openProposals, signers } from './proposing';
import { owesRenewal } from './renewing';
import { type Session, ageOfRoster } from './session';

const DAY_MILLISECONDS = 86_400_000;

export async function readers(session: Session): Promise<Readers> {
  const { roster, device, tables, store } = session;
  if (roster.seq < 0) throw new Refusal('roster_unknown', 'nothing of the team is known yet');
  const entries = [...(await tables.roster.all()).values()].map((signed) => parseSigned(signed));
  const history = historyOf(session, entries);
  const compared = await tables.compared.all();
  const members = roster.members.map((member): Reader => {
    const [since, left] = [history[member.addedSeq], member.removedSeq === null ? null : history[member.removedSeq]];
    return {
      ...authorOf(member, roster),
      fingerprint: fingerprint(member.id),
      me: equal(member.id, device.id),
      since: since ?? { seq: member.addedSeq, time: 0, by: [] },
      left: left ?? null,
      reason: left === null || member.removedSeq === null ? null : reasonOf(entries[member.removedSeq], member.id),
      comparedOn: compared.get(hex(member.id)) ?? null,
    };
  });
  const admins = roster.membersAt(roster.seq, Role.admin).length;
  const late = (await all(store, 'quarantine')).filter(([, { refusal }]) => refusal === 'author_not_member').length;
  const rules = rulesOf(roster.policy);
  return { members, rules, history, admins, quorumAdvised: admins > 1 && rules.quorum === 1, late, renewalOwed: owesRenewal(session) };
}

function reasonOf(entry: ParsedEntry | undefined, device: DeviceId): Reason | null {
  for (const op of entry?.ops ?? []) if (op.op === 'remove' && equal(op.id, device)) return REASONS[op.reason - 1] ?? null;
  return null;
}

function historyOf(session: Session, entries: readonly ParsedEntry[]): readonly HistoryOfTeam[] {
  let before: Rules | null = null;
  return entries.map((entry) => {
    const acts = entry.ops.map((op): Act => {
      const act = actOf(session, op, before);
      if (act.act === 'rules') before = act.after;
      return act;
    });
    return { seq: entry.seq, time: entry.time, by: entry.signatures.map(({ device }) => authorById(device, session.roster)), acts };
  });
}

function actOf({ roster }: Session, op: RosterOp, before: Rules | null): Act {
  switch (op.op) {
    case 'add':
      return { act: 'admit', label: nameInSight(op.label), fingerprint: fingerprint(op.id), roles: roleNames(op.role) };
    case 'remove':
      return { act: 'remove', who: authorById(op.id, roster), reason: REASONS[op.reason - 1] ?? null };
    case 'policy':
      return { act: 'rules', before, after: rulesOf(op) };
    case 'head':
      return { act: 'redate' };
    default:
      return op satisfies never;
  }
}

function rulesOf({ quorum, k, seal, keptDays, staleDays, guardiansAtDesk, delayMinutes, releasePk, relayPk }: Policy): Rules {
  const keys = { releaseKey: isZero(releasePk) ? '' : hex(releasePk), relayKey: hex(relayPk) };
  return { quorum, guardiansNeeded: k, seal: SEALS[seal - 1] ?? 'at_done', keptDays, staleDays, guardiansAtDesk, delayMinutes, ...keys };
}

export async function proposals(session: Session): Promise<readonly Proposal[]> {
  const { roster, device } = session;
  const authors = (ids: readonly DeviceId[]): readonly Author[] => ids.map((id) => authorById(id, roster));
  const shown: Proposal[] = [];
  for (const [id, { entry, noes }] of await openProposals(session)) {
    const signed = await signers(session, entry);
    shown.push({
      id,
      time: entry.time,
      acts: entry.ops.map((op) => actOf(session, op, rulesOf(roster.policy))),
      signed: authors(signed),
      refused: authors(noes),
      needed: roster.signersNeeded(entry.ops),
      state: isOvertaken(session, entry) ? 'overtaken' : 'open',
      mine: signed.some((one) => equal(one, device.id)) ? 'signed' : noes.some((one) => equal(one, device.id)) ? 'refused' : null,
    });
  }
  return shown.toSorted((one, other) => one.time - other.time);
}

export async function markCompared({ tables, store, world }: Session, id: string, isSame: boolean): Promise<void> {
  const key = hex(idFromHex(id));
  await store.commit([isSame ? await tables.compared.put(key, Math.floor(world.now() / DAY_MILLISECONDS) * DAY_MILLISECONDS) : tables.compared.drop(key)]);
}

export async function rosterAge(session: Session): Promise<RosterAge> {
  if (session.roster.seq < 0) return { days: 0, staleDays: 0, isStale: false, isAccepted: false };
  const { staleDays } = session.roster.policy;
  const age = ageOfRoster(session);
  return { days: Math.floor(age / DAY_MILLISECONDS), staleDays, isStale: age > staleDays * DAY_MILLISECONDS, isAccepted: session.acceptedRoster === session.roster.seq };
}

export async function acceptOldRoster(session: Session): Promise<void> {
  session.acceptedRoster = session.roster.seq;
}
