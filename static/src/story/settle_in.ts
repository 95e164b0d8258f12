/** Setting up this device for a team: everything it needs is kept first, and the key file last. Before that file is whole there is nothing here. */
import type { Bytes } from '../format/bytes';
import { seedsOf } from '../seal/device';
import { overwriteDyingFile } from '../vault/dying';
import { type Keys, hasVault, keepKeyFile, newVault } from '../vault/vault';
import { Refusal } from '../format/refusals';
import { coordinate } from './later';
import type { Membership, Seeds } from './rows';
import { Shelves, type Letter } from './shelf';
import { CARE, DEVICE, MEMBERSHIP, openTables } from './tables';
import type { World } from './world';

export interface NewDevice {
  readonly seeds: Seeds;
  readonly membership: Omit<Membership, 'otherSlot' | 'tapsErase'>;
  /** By key of their table: signed entries that were verified. */
  readonly roster: readonly (readonly [string, Bytes])[];
  /** What goes to the relay first. */
  readonly letters: readonly Letter[];
}

export type Settle = (world: World, passphrase: string, device: NewDevice) => Promise<void>;

export async function newSeeds({ random }: World): Promise<Seeds> {
  const root = random(32);
  return { ...(await seedsOf(root)), root };
}

/** Refuses `open_elsewhere` if this device already belongs to a team: nothing is ever overwritten here. */
export async function settleIn(world: World, passphrase: string, device: NewDevice): Promise<void> {
  const { files, random } = world;
  if (await hasVault(files)) throw new Refusal('open_elsewhere', 'this device has a key file');
  const { file, keys } = await newVault(passphrase, await world.measureCost(), random);
  // What an attempt that was cut short has left can be opened by nobody.
  await world.destroyStore();
  await overwriteDyingFile(files, random);
  await (await coordinate()).layChaff(world);
  await keepDevice(world, keys, device);
  await keepKeyFile(files, file);
}

/** All that a space begins with. */
export async function keepDevice(world: World, keys: Keys, { seeds, membership, roster, letters }: NewDevice): Promise<void> {
  const store = world.openStore(keys);
  try {
    const tables = openTables(store, keys);
    const shelves = await Shelves.open(store);
    const entries = await Promise.all(roster.map(([key, signed]) => tables.roster.put(key, signed)));
    // The passphrase is asked for again after a day.
    const since = world.now();
    const self = [await tables.care.put(CARE, { since, due: since + 86_400_000 }), await tables.membership.put(MEMBERSHIP, { ...membership, otherSlot: null, tapsErase: false }), await tables.seeds.put(DEVICE, seeds)];
    await store.commit([...self, ...entries, ...shelves.outgoing(letters)]);
  } finally {
    store.close();
  }
}
