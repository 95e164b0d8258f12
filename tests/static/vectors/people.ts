/** Vectors of who is in and how one comes in: roster, its transport, invites, acknowledgements. */
import { type DeviceId, type Random, type TeamTag, brand, hex } from '../../../static/src/format/bytes';
import { type Roles, type SignedEntry, isRoles } from '../../../static/src/format/entry';
import { Refusal } from '../../../static/src/format/refusals';
import { Roster } from '../../../static/src/format/roster';
import { parseTransport } from '../../../static/src/format/transport';
import { Device } from '../../../static/src/seal/device';
import { openEntry, rosterMailbox, sealEntry, uploadToken } from '../../../static/src/seal/roster';
import { verify } from '../../../static/src/seal/signing';
import type { Operations } from './judge';
import { Case, type Json, type JsonMap, bytesOf, isMap } from './plain';

const rosters = new WeakMap<JsonMap, Map<number, Promise<Roster>>>();

/** The team's roster up to an entry; -1 is before genesis. Made once for a file. */
export function rosterAfter(world: JsonMap, seq: number): Promise<Roster> {
  const made = rosters.get(world) ?? new Map<number, Promise<Roster>>();
  rosters.set(world, made);
  const known = made.get(seq);
  if (known !== undefined) return known;
  const roster = seq < 0 ? Promise.resolve(Roster.empty) : rosterAfter(world, seq - 1).then((before) => before.extend(entryOf(world, seq), verify));
  made.set(seq, roster);
  return roster;
}

function entryOf(world: JsonMap, seq: number): Uint8Array {
  const { roster, bytes } = world;
  if (Array.isArray(roster)) return bytesOf(roster[seq] as Json, world);
  return bytesOf({ from: isMap(bytes) ? `entry ${seq}` : '' }, world);
}

export async function wholeRoster(world: JsonMap): Promise<Roster> {
  const { roster, bytes } = world;
  const count = Array.isArray(roster) ? roster.length : Object.keys(isMap(bytes) ? bytes : {}).filter((name) => /^entry \d+$/.test(name)).length;
  return rosterAfter(world, count - 1);
}

const devices = new WeakMap<JsonMap, Map<string, Promise<Device>>>();

/** A device of the world, made once for a file. */
export function deviceNamed(world: JsonMap, name: string): Promise<Device> {
  const made = devices.get(world) ?? new Map<string, Promise<Device>>();
  devices.set(world, made);
  const seeds = new Case(world, world).map('devices').map(name);
  const device = made.get(name) ?? Device.fromSeeds({ sign: seeds.bytes('sign_seed'), kem: seeds.bytes('kem_seed') });
  made.set(name, device);
  return device;
}

/** Nonces and the like in the order in which they are asked for. */
export function given(...parts: readonly Uint8Array[]): Random {
  const left = [...parts];
  return (size) => {
    const next = left.shift();
    if (next?.length !== size) throw new RangeError(`${size} random bytes are asked for, ${next?.length ?? 0} are given`);
    return new Uint8Array(next);
  };
}

export function tagOf(one: Case): TeamTag {
  return brand<TeamTag>(one.bytes('team_tag'));
}

export function rolesOf(role: number): Roles {
  if (!isRoles(role)) throw new Refusal('malformed');
  return role;
}

function rosterJson(roster: Roster): Json {
  const { quorum, k, seal, staleDays, relayPk } = roster.policy;
  return {
    team_id: hex(roster.teamId),
    seq: roster.seq,
    head: hex(roster.head),
    time: roster.time,
    policy: { quorum, k, seal, stale_days: staleDays, relay_pk: hex(relayPk) },
    members: roster.members.map(({ id, role, mailbox, label, addedSeq, removedSeq }) => ({
      id: hex(id),
      role,
      mailbox: hex(mailbox),
      label,
      added: addedSeq,
      removed: removedSeq,
    })),
  };
}

export const people: Operations = {
  roster: {
    extend: async (one) => {
      const before = await rosterAfter(one.world, one.number('after'));
      return rosterJson(await before.extend(one.bytes('signed'), verify));
    },
    members_at: async (one) => (await wholeRoster(one.world)).membersAt(one.number('seq'), one.number('role')).map(({ id }: { id: DeviceId }) => hex(id)),
  },
  transport: {
    seal: async (one) =>
      hex(await sealEntry(brand<SignedEntry>(one.bytes('signed')), tagOf(one), one.number('epoch'), one.bytes('epoch_secret'), given(one.bytes('nonce')))),
    open: async (one) => {
      const sealed = one.bytes('sealed');
      const signed = await openEntry(sealed, tagOf(one), one.bytes('epoch_secret'));
      return { signed: hex(signed), epoch: parseTransport(sealed).epoch };
    },
    derive: async (one) => {
      const secret = one.bytes('epoch_secret');
      return { upload_token: hex(await uploadToken(secret)), roster_mailbox: hex(await rosterMailbox(secret)) };
    },
  },
};
