/** A small team for tests, the same in every run: Farah founds it, Bilal and Gul are coordinators and guardians, Amina documents. */
import { type Random, concat, hex, utf8 } from '../../../static/src/format/bytes';
import { type Roles, Role, type RosterOp, USUAL_POLICY, add } from '../../../static/src/format/entry';
import { hash } from '../../../static/src/format/hash';
import { Roster } from '../../../static/src/format/roster';
import { Device } from '../../../static/src/seal/device';
import { signEntry } from '../../../static/src/seal/roster';
import { verify } from '../../../static/src/seal/signing';

/** Bytes that are the same in every run and never twice. */
export function seeded(seed: string): Random {
  let drawn = 0;
  return (size) => {
    const parts = Array.from({ length: Math.ceil(size / 32) }, (_, i) => hash('test', utf8(`${seed} ${drawn} ${i}`)));
    drawn += 1;
    return concat(...parts).slice(0, size);
  };
}

export function deviceOf(name: string): Promise<Device> {
  const random = seeded(name);
  return Device.fromSeeds({ sign: random(32), kem: random(32) });
}

export function adding(device: Device, role: Roles, label = 'گواہ 🕊️'): RosterOp {
  return add({ role, signPk: device.signPk, kemPk: device.kemPk, mailbox: device.id, label });
}

export async function extended(roster: Roster, ops: readonly RosterOp[], admins: readonly Device[]): Promise<Roster> {
  return roster.extend(await signEntry(roster.nextEntry(ops, 1_795_000_000_000 + roster.seq), admins), verify);
}

export interface Team {
  readonly roster: Roster;
  readonly farah: Device;
  readonly bilal: Device;
  readonly gul: Device;
  readonly amina: Device;
}

export async function foundTeam(k = 2): Promise<Team> {
  const [farah, bilal, gul, amina] = await Promise.all([deviceOf('farah'), deviceOf('bilal'), deviceOf('gul'), deviceOf('amina')]);
  const policy: RosterOp = { op: 'policy', quorum: 1, k, ...USUAL_POLICY, staleDays: 14, relayPk: new Uint8Array(32) };
  const both = Role.coordinator | Role.guardian;
  const founded = await extended(Roster.empty, [adding(farah, Role.admin | Role.coordinator), policy], [farah]);
  const roster = await extended(founded, [adding(bilal, both), adding(gul, both), adding(amina, Role.documenter)], [farah]);
  return { roster, farah, bilal, gul, amina };
}

/** One bit of the bytes turned over. */
export function flipped(bytes: Uint8Array, place: number, bit = 0): Uint8Array {
  const at = ((place % bytes.length) + bytes.length) % bytes.length;
  return bytes.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte));
}

/** Whether `part` stands anywhere in `whole`. */
export function holds(whole: Uint8Array, part: Uint8Array): boolean {
  return hex(whole).includes(hex(part));
}
