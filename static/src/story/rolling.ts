/**
 * Rolling keys (PROTOCOL section 21): this device gets new keys by being let in once more beside itself. Each step can be tried again; what was sealed for
 * the old keys is granted to the new ones before the old ones go, and only then the old ones leave the team.
 */
import { type Bytes, equal, hex } from '../format/bytes';
import { asDeviceId } from '../format/device';
import { Role, add } from '../format/entry';
import { GRANT_KEYS_LIMIT } from '../format/grant';
import { parseInviteLink } from '../format/invite';
import { Kind } from '../format/item';
import { Refusal } from '../format/refusals';
import type { Rolled } from '../journey/keys';
import { keysOwed } from '../archive/grants';
import { sealGrant } from '../seal/grant';
import { Device, seedsOf } from '../seal/device';
import { sealRequest } from '../seal/invite';
import { kdf } from '../seal/primitives';
import { type Care, careRow, readCare, writeCare } from './care';
import { exchange, pushNow } from './exchange';
import { change } from './governing';
import { type Session, demandAdmitted, hasRole, tagOf } from './session';
import type { Letter } from './shelf';
import { DEVICE, MEMBERSHIP } from './tables';

/** `lost` of an entry that removes: nothing is said against the person. */
const LOST = 2;

/** One step further. `link`: the invite of an administrator, for who is none. Refuses `invite_damaged` if one is needed, and `relay_unreachable`. */
export async function rollKeys(session: Session, link: string | null): Promise<Rolled> {
  const care = await readCare(session);
  if (care.old !== null) return removeOld(session, care, care.old);
  demandAdmitted(session);
  const root = care.next ?? (await begin(session, care));
  const device = await Device.fromSeeds(await seedsOf(root));
  await exchange(session);
  if (session.roster.at(device.id) === null && !(await letIn(session, device, root, link))) return 'waits';
  await exchange(session);
  if (await owesKeys(session, device)) return 'waits';
  await takeOver(session, device, root);
  return 'locks';
}

async function begin(session: Session, care: Care): Promise<Bytes> {
  const next = session.world.random(32);
  await writeCare(session, { ...care, next });
  return next;
}

const mailboxOf = async (root: Bytes): Promise<Bytes> => (await kdf(root, 'device-mailbox')).slice(0, 16);

/** Whether it is in. Else administrators still have to say yes. */
async function letIn(session: Session, { id, signPk, kemPk }: Device, root: Bytes, link: string | null): Promise<boolean> {
  const { roster, membership, device, world, rosterMailboxes } = session;
  const mailbox = await mailboxOf(root);
  const role = roster.at(device.id)?.role ?? membership.roles;
  if (hasRole(session, Role.admin)) {
    return (await change(session, [add({ role, signPk, kemPk, mailbox, label: membership.label })], () => session.roster.at(id) !== null)) === 'done';
  }
  if (link === null) throw new Refusal('invite_damaged', 'an administrator must invite the new keys');
  const { secret, teamId } = parseInviteLink(link);
  if (!equal(teamId, membership.teamId)) throw new Refusal('wrong_team');
  const body = await sealRequest({ signPk, kemPk, mailbox, label: membership.label }, tagOf(session), secret, world.random);
  await pushNow(session, { kind: Kind.joinRequest, body, mailbox: rosterMailboxes[0] ?? null });
  return false;
}

/** What the old keys still have to give to the new ones, or have given and not sent. */
async function owesKeys({ roster, archive, shelves }: Session, { id }: Device): Promise<boolean> {
  const member = roster.at(id);
  if (member === null || (member.role & Role.coordinator) === 0) return false;
  return keysOwed(archive.streams, member, archive.granted.get(hex(id)) ?? new Set()).length > 0 || (await shelves.waiting()) > 0;
}

/**
 * Once more, from the new keys to themselves: what the old ones granted nobody believes any more when they have left the team, and a backup of the new
 * ones would open nothing that is older than they are.
 */
async function ownGrants({ roster, archive }: Session, fresh: Device, mailbox: Bytes): Promise<readonly Letter[]> {
  const member = roster.at(fresh.id);
  if (member === null || (member.role & Role.coordinator) === 0) return [];
  const keys = keysOwed(archive.streams, member, new Set());
  const letters: Letter[] = [];
  for (let from = 0; from < keys.length; from += GRANT_KEYS_LIMIT) {
    letters.push({ kind: Kind.grant, body: await sealGrant(roster, fresh, member, keys.slice(from, from + GRANT_KEYS_LIMIT)), mailbox });
  }
  return letters;
}

/** In one transaction: from the next unlocking on this device is the new one. Backups of the old keys count no more. */
async function takeOver(session: Session, fresh: Device, root: Bytes): Promise<void> {
  const { tables, store, shelves, membership, device, world } = session;
  const mailbox = await mailboxOf(root);
  const care = { ...(await readCare(session)), next: null, old: device.id, file: null, paper: null, paperEpoch: null, drill: null };
  const seeds = { ...(await seedsOf(root)), root };
  const now = { ...membership, mailbox };
  await store.commit([...shelves.outgoing(await ownGrants(session, fresh, mailbox)), await tables.seeds.put(DEVICE, seeds), await tables.membership.put(MEMBERSHIP, now), await careRow(session, care)]);
  world.tell({ kind: 'changed' });
}

async function removeOld(session: Session, care: Care, old: Bytes): Promise<Rolled> {
  const id = asDeviceId(old);
  await exchange(session);
  const isOut = (): boolean => session.roster.at(id)?.removedSeq !== null;
  if (!isOut()) {
    if (!hasRole(session, Role.admin)) return 'asks';
    if ((await change(session, [{ op: 'remove', id, reason: LOST }], isOut)) !== 'done') return 'waits';
  }
  await writeCare(session, { ...care, old: null });
  return 'done';
}
