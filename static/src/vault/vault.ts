/**
 * The vault: what a passphrase opens. One key in a small file, and below it a key for each thing that is kept (PROTOCOL section 5).
 * None of them is ever written anywhere, and no CryptoKey object is stored: browsers keep those in plain bytes on the disk.
 */
import { type Bytes, type Random, hex } from '../format/bytes';
import { type Cost, KEY_FILE_SIZE, type KeyFile, SLOT_COUNT, SLOT_SIZE, SlotKind } from '../format/keyfile';
import { Refusal } from '../format/refusals';
import { type OpenedSlot, newKeyFile, openKeyFile, stretch } from '../seal/keyfile';
import { kdf } from '../seal/primitives';
import { measureCost } from './cost';
import type { Lane } from './dying';
import { Locker } from './locker';
import { type FilePlace, withFile } from './place';

export const KEY_FILE = 'key';

export interface Keys {
  /** For the device's own seeds and its membership. */
  readonly device: Locker;
  /** For what this device may read. */
  readonly archive: Locker;
  /** For the list of what was handed over. */
  readonly index: Locker;
  /** 32 bytes, for the dying file. */
  readonly dying: Bytes;
  /** Every other slot of the dying file than its lane is somebody else's, or nobody's. */
  readonly lane: Lane;
  /** Whether this passphrase leaves nothing but its own: then nobody else's lane is left either. */
  readonly alone: boolean;
  /** For whatever lies in the database and is not sealed under one of the above. */
  readonly rows: Locker;
  /** Eight letters before the name of each of its rows. */
  readonly prefix: string;
}

/** Whether this device has a key file. */
export async function hasVault(files: FilePlace): Promise<boolean> {
  return ((await files.sizeOf(KEY_FILE)) ?? 0) > 0;
}

/** A new key under a passphrase. Nothing is written: the caller first keeps what the key protects, and `keepKeyFile` comes last. */
export async function newVault(passphrase: string, cost: Cost, random: Random): Promise<{ readonly file: KeyFile; readonly keys: Keys }> {
  const vaultKey = random(32);
  // With one passphrase both kinds do the same. By lot, so that neither says that there was ever a second one.
  const [lot = 0] = random(1);
  const file = await newKeyFile([{ kind: lot % 2 === 0 ? SlotKind.keeps : SlotKind.overwrites, passphrase, vaultKey }], cost, random);
  return { file, keys: await keysBelow(vaultKey, random) };
}

export async function keepKeyFile(files: FilePlace, file: KeyFile): Promise<void> {
  await withFile(files, KEY_FILE, (held) => held.write(0, file));
}

/** Refuses `key_file_damaged`. */
export function readKeyFile(files: FilePlace): Promise<Bytes> {
  return withFile(files, KEY_FILE, (held) => {
    if (held.size() !== KEY_FILE_SIZE) throw new Refusal('key_file_damaged', `${held.size()} bytes`);
    return held.read(0, KEY_FILE_SIZE);
  });
}

/** What a passphrase opens, and nothing on the disk changes, whatever it was set up to overwrite. Refuses `wrong_passphrase` and `key_file_damaged`. */
export async function keysFor(files: FilePlace, passphrase: string, random: Random, second?: Uint8Array): Promise<Keys> {
  return keysBelow((await openedSlot(await readKeyFile(files), passphrase, second)).vaultKey, random);
}

/**
 * The file is written in any case, so that neither its time nor how long this takes tells whether something was overwritten; the slot that opened keeps
 * its bytes, so that a cut in the middle loses no key. Refuses `wrong_passphrase` and `key_file_damaged`.
 */
export async function openVault(files: FilePlace, passphrase: string, random: Random, second?: Uint8Array): Promise<Keys> {
  const file = await readKeyFile(files);
  const { kind, vaultKey, slot } = await openedSlot(file, passphrase, second);
  const alone = kind === SlotKind.overwrites;
  for (let other = 0; other < SLOT_COUNT; other += 1) {
    const fresh = random(SLOT_SIZE);
    if (alone && other !== slot) file.set(fresh, KEY_FILE_SIZE - (SLOT_COUNT - other) * SLOT_SIZE);
  }
  await withFile(files, KEY_FILE, (held) => held.write(0, file));
  return { ...(await keysBelow(vaultKey, random)), alone };
}

/** In place and before anything else: without it nothing that is left can be opened, by anybody. */
export async function overwriteKeyFile(files: FilePlace, random: Random): Promise<void> {
  await withFile(files, KEY_FILE, (held) => held.write(0, random(KEY_FILE_SIZE)));
  await files.remove(KEY_FILE);
}

/** How dear a key file can be made here: about 1.5 s by the clock that is handed in. */
export function measureKeyFileCost(random: Random, now: () => number): Promise<Cost> {
  const salt = random(16);
  return measureCost((cost) => stretch('only to see how long it takes', salt, cost), now);
}

export async function openedSlot(file: Uint8Array, passphrase: string, second?: Uint8Array): Promise<OpenedSlot> {
  try {
    return await openKeyFile(file, passphrase, second);
  } catch (cause) {
    const isBroken = cause instanceof Refusal && (cause.name === 'malformed' || cause.name === 'too_large');
    throw isBroken ? new Refusal('key_file_damaged', cause.detail, cause) : cause;
  }
}

export async function keysBelow(vaultKey: Bytes, random: Random): Promise<Keys> {
  const locker = async (label: string): Promise<Locker> => new Locker(await kdf(vaultKey, label), random);
  const place = await kdf(vaultKey, 'place');
  return {
    device: await locker('device'),
    archive: await locker('archive'),
    index: await locker('index'),
    // Draft keys: what dies at sealing hangs from one key.
    dying: await kdf(vaultKey, 'drafts'),
    rows: await locker('rows'),
    prefix: hex(place.subarray(0, 4)),
    lane: (place[4] ?? 0) % 2 === 0 ? 0 : 1,
    alone: false,
  };
}
