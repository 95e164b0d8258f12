/** What lies on a phone, as whoever knows its passphrase can read it: the hand of a turned member. */
import type { Bytes } from '../../../static/src/format/bytes';
import type { Roster } from '../../../static/src/format/roster';
import { Device } from '../../../static/src/seal/device';
import type { Membership } from '../../../static/src/story/rows';
import { readRoster } from '../../../static/src/story/session';
import { DEVICE, MEMBERSHIP, openTables } from '../../../static/src/story/tables';
import { openVault } from '../../../static/src/vault/vault';
import { type Phone, random } from './phone';

export interface Insides {
  readonly membership: Membership;
  readonly device: Device;
  readonly roster: Roster;
  /** Signed entries, oldest first. */
  readonly entries: readonly Bytes[];
}

export async function insideOf({ files, passphrase, database }: Phone): Promise<Insides> {
  const tables = openTables(database.open(), await openVault(files, passphrase, random));
  const [membership, seeds] = [await tables.membership.get(MEMBERSHIP), await tables.seeds.get(DEVICE)];
  if (membership === null || seeds === null) throw new Error('no vault');
  return { membership, device: await Device.fromSeeds(seeds), roster: await readRoster(tables), entries: [...(await tables.roster.all()).values()] };
}
