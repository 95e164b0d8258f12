/** A team's administrator changes its rules, and what a member's own program could put on the relay, past any app. */
import { type Bytes, hex } from '../../../static/src/format/bytes';
import { itemId } from '../../../static/src/format/item';
import type { Roster } from '../../../static/src/format/roster';
import { Device } from '../../../static/src/seal/device';
import type { Membership } from '../../../static/src/story/rows';
import { readRoster } from '../../../static/src/story/session';
import { DEVICE, MEMBERSHIP, openTables } from '../../../static/src/story/tables';
import { openVault } from '../../../static/src/vault/vault';
import { type Phone, random } from './phone';

export interface Insides {
  readonly device: Device;
  readonly roster: Roster;
  readonly membership: Membership;
}

/** What a device's owner has: keys, roster, membership. */
export async function insidesOf(phone: Phone): Promise<Insides> {
  const tables = openTables(phone.database.open(), await openVault(phone.files, phone.passphrase, random));
  const [seeds, membership] = [await tables.seeds.get(DEVICE), await tables.membership.get(MEMBERSHIP)];
  if (seeds === null || membership === null) throw new Error('no device');
  return { device: await Device.fromSeeds(seeds), roster: await readRoster(tables), membership };
}

/** Whatever a member's own program could put on the relay. */
export async function smuggle({ relay }: Phone, kind: number, body: Bytes, mailbox: Bytes | null): Promise<void> {
  const [team] = relay.teams.values();
  team?.items.push({ id: hex(itemId({ kind, body, mailbox })), kind, body, mailbox });
}

/** An administrator takes somebody's device out of the team. */
export async function dismiss(admin: Phone, member: Phone): Promise<void> {
  const { device } = await insidesOf(member);
  await admin.engine.govern('removeMember', hex(device.id), 'left');
  await admin.engine.sync();
}

export async function setGuardiansNeeded(admin: Phone, guardiansNeeded: number): Promise<void> {
  const { rules } = await admin.engine.govern('readers');
  if (rules.guardiansNeeded !== guardiansNeeded) await admin.engine.govern('changeRules', { ...rules, guardiansNeeded });
}
