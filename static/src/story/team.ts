/**
 * The team: who is in, invites that this device issued, and letting people in. An administrator's device decides nothing by itself: a person compares
 * the fingerprint and consents.
 */
import { equal, hex } from '../format/bytes';
import { deviceId, fingerprint } from '../format/device';
import { Role as Bit, add } from '../format/entry';
import { inviteLink } from '../format/invite';
import { Refusal } from '../format/refusals';
import { nameInSight } from '../format/unseen';
import type { Invite, JoinRequest, Role, Team } from '../journey';
import type { Outcome } from '../journey/governing';
import { inviteId, sealWelcome } from '../seal/invite';
import { change } from './governing';
import { authorOf, idFromHex, roleBits, roleNames } from './names';
import { openRequests } from './requests';
import type { IssuedInvite } from './rows';
import { type Session, hasRole, tagOf } from './session';
import { putWelcome } from '../sync/welcomes';
import { withdrawWelcome } from './welcome';

const INVITE_LIFE_MILLISECONDS = 7 * 24 * 60 * 60 * 1000;

export async function team(session: Session): Promise<Team> {
  const { roster, device, membership } = session;
  const members = roster.members.map((member) => ({
    ...authorOf(member, roster),
    fingerprint: fingerprint(member.id),
    me: equal(member.id, device.id),
    sinceSeq: member.addedSeq,
  }));
  const { quorum, k } = roster.seq < 0 ? { quorum: 1, k: 1 } : roster.policy;
  return { name: nameInSight(membership.team), members, requests: await requests(session), quorum, guardiansNeeded: k };
}

async function requests(session: Session): Promise<readonly JoinRequest[]> {
  const shown: JoinRequest[] = [];
  for (const [id, { inviteId: by, newcomer }] of await openRequests(session)) {
    const issued = await session.tables.invites.get(hex(by));
    const device = deviceId(newcomer.signPk, newcomer.kemPk);
    shown.push({ id, label: nameInSight(newcomer.label), fingerprint: fingerprint(device), roles: roleNames(issued?.roles ?? 0) });
  }
  return shown;
}

/** Refuses `roster_op` (not an administrator, or no role) and `relay_unreachable`: the welcome lies on the relay. */
export async function invite(session: Session, roles: readonly Role[]): Promise<Invite> {
  const bits = roleBits(roles);
  if (!hasRole(session, Bit.admin) || bits === 0) throw new Refusal('roster_op');
  const { world, roster, membership, device, tables, store, relay, mailroom } = session;
  const { publicUrl } = await relay.health();
  const secret = world.random(16);
  const id = await inviteId(secret);
  const expires = world.now() + INVITE_LIFE_MILLISECONDS;
  const { team: name, epoch, epochSecret } = membership;
  const welcome = await sealWelcome({ team: name, role: bits, epoch, epochSecret, expires }, tagOf(session), secret, world.random);
  const base = publicUrl ?? world.origin;
  const link = inviteLink(base, { teamId: roster.teamId, seq: roster.seq, head: roster.head, inviter: device.id, secret });
  const issued: IssuedInvite = { secret, roles: bits, expires, link, admitted: null };
  // Kept first: a welcome without its secret could let nobody in, but a secret without its welcome can be tried again.
  await store.commit([await tables.invites.put(hex(id), issued)]);
  await putWelcome(mailroom, id, welcome);
  return { id: hex(id), link, roles: roleNames(bits), expires, onlyThisComputer: isLoopback(base) };
}

function isLoopback(base: string): boolean {
  const { hostname } = new URL(base);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}

/** Gone at the relay first: as long as it lies there, somebody can still join by it. */
export async function revokeInvite({ mailroom, store, tables }: Session, id: string): Promise<void> {
  await withdrawWelcome(mailroom, id);
  await store.commit([tables.invites.drop(hex(idFromHex(id)))]);
}

/** Where it takes several administrators it is proposed to them. Refuses `not_found`, `invite_used`, `roster_op` and `relay_unreachable`. */
export async function admit(session: Session, requestId: string): Promise<Outcome> {
  const request = await session.tables.requests.get(requestId);
  const inviteKey = hex(request?.inviteId ?? new Uint8Array());
  const issued = request === null ? null : await session.tables.invites.get(inviteKey);
  if (request === null || issued === null) throw new Refusal('not_found', 'no such request');
  const device = deviceId(request.newcomer.signPk, request.newcomer.kemPk);
  if (issued.admitted !== null && !equal(issued.admitted, device)) throw new Refusal('invite_used');
  const outcome = await change(session, [add({ ...request.newcomer, role: issued.roles })], () => session.roster.at(device) !== null);
  if (outcome === 'proposed') return outcome;
  await session.store.commit([await session.tables.invites.put(inviteKey, { ...issued, admitted: device })]);
  await withdrawWelcome(session.mailroom, inviteKey);
  session.world.tell({ kind: 'changed' });
  return outcome;
}
