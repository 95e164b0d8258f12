/**
 * Founding a team: the genesis of its roster, signed by the founder's own device, and its place on the relay. The founder is everything at first:
 * who else may read is decided by whom they let in.
 */
import { teamTag } from '../format/device';
import { Role, type RosterOp, Seal, USUAL_POLICY, add } from '../format/entry';
import { Kind } from '../format/item';
import { Refusal } from '../format/refusals';
import { Roster } from '../format/roster';
import { plainHash } from '../format/hash';
import { Device } from '../seal/device';
import { rosterMailbox, sealEntry, signEntry, uploadToken } from '../seal/roster';
import { signingKey, verify } from '../seal/signing';
import { Relay } from '../sync/transport';
import { type NewDevice, type Settle, newSeeds, settleIn } from './settle_in';
import { rosterKey } from './session';
import type { Sealing } from '../journey/own';
import type { World } from './world';

const ALL_ROLES = Role.documenter | Role.coordinator | Role.guardian | Role.admin;
const STALE_DAYS = 30;
/** While there is one guardian, one opens; as soon as there are two, nobody opens a name alone. */
const GUARDIANS_NEEDED = 2;
const FIRST_EPOCH = 0;
const NO_TEAM = new Uint8Array(32);

export interface Founding {
  readonly team: string;
  readonly label: string;
  readonly passphrase: string;
  readonly foundingCode: string | null;
  readonly demo: boolean;
  /** At done, if nothing else is said. */
  readonly sealing?: Sealing | undefined;
}

/** Refuses `relay_unreachable`, `founding_code`, and `malformed` for a team or a person without a name. Then nothing was kept. */
export async function found(world: World, { team, label, passphrase, foundingCode, demo, sealing = { when: 'atDone' } }: Founding, settle: Settle = settleIn): Promise<void> {
  if (team.trim() === '' || label.trim() === '') throw new Refusal('malformed', 'a name is missing');
  const relay = new Relay(world.relay, world.send);
  const { relayPk } = await relay.health();
  const seeds = await newSeeds(world);
  const device = await Device.fromSeeds(seeds);
  const mailbox = world.random(16);
  const { signPk, kemPk } = device;
  const ops: readonly RosterOp[] = [
    add({ role: ALL_ROLES, signPk, kemPk, mailbox, label: label.trim() }),
    { op: 'policy', ...USUAL_POLICY, seal: Seal[sealing.when], keptDays: sealing.when === 'kept' ? sealing.days : 0, quorum: 1, k: GUARDIANS_NEEDED, staleDays: STALE_DAYS, relayPk },
  ];
  const signed = await signEntry({ teamId: NO_TEAM, seq: 0, prev: NO_TEAM, time: world.now(), ops }, [device]);
  const { teamId } = await Roster.empty.extend(signed, verify);
  const epochSecret = world.random(32);
  const adminSeed = world.random(32);
  const { publicKey } = await signingKey(adminSeed);
  await relay.createTeam(teamTag(teamId), publicKey, plainHash(await uploadToken(epochSecret)), foundingCode);
  const body = await sealEntry(signed, teamTag(teamId), FIRST_EPOCH, epochSecret, world.random);
  const newcomer: NewDevice = {
    seeds,
    roster: [[rosterKey(0), signed]],
    letters: [{ kind: Kind.rosterEntry, body, mailbox: await rosterMailbox(epochSecret) }],
    membership: { team: team.trim(), teamId, epoch: FIRST_EPOCH, epochSecret, label: label.trim(), roles: ALL_ROLES, mailbox, demo, adminSeed, serial: 0, since: 0, past: [], invite: null, farewell: null, persisted: null },
  };
  await settle(world, passphrase, newcomer);
}
