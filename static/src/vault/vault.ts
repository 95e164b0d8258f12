/**
 * The vault: what a passphrase opens. One key in a small file, and below it a key for each thing that is kept (PROTOCOL section 5).
 * None of them is ever written anywhere, and no CryptoKey object is stored: browsers keep those in plain bytes on the disk.
 */
import type { Bytes, Random } from '../format/bytes';
import { type Cost, KEY_FILE_SIZE, type KeyFile, SlotKind } from '../format/keyfile';
import { Refusal } from '../format/refusals';
import { newKeyFile, openKeyFile, stretch } from '../seal/keyfile';
import { kdf } from '../seal/primitives';
import { measureCost } from './cost';
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
}

/** Whether this device has a key file. */
export async function hasVault(files: FilePlace): Promise<boolean> {
  return ((await files.sizeOf(KEY_FILE)) ?? 0) > 0;
}

/** A new key under a passphrase. Nothing is written: the caller first keeps what the key protects, and `keepKeyFile` comes last. */
export async function newVault(passphrase: string, cost: Cost, random: Random): Promise<{ readonly file: KeyFile; readonly keys: Keys }> {
  const vaultKey = random(32);
  const file = await newKeyFile([{ kind: SlotKind.real, passphrase, vaultKey }], cost, random);
  return { file, keys: await keysBelow(vaultKey, random) };
}

export async function keepKeyFile(files: FilePlace, file: KeyFile): Promise<void> {
  await withFile(files, KEY_FILE, (held) => held.write(0, file));
}

/** Refuses `wrong_passphrase` and `key_file_damaged`. */
export async function openVault(files: FilePlace, passphrase: string, random: Random): Promise<Keys> {
  const file = await withFile(files, KEY_FILE, (held) => {
    if (held.size() !== KEY_FILE_SIZE) throw new Refusal('key_file_damaged', `${held.size()} bytes`);
    return held.read(0, KEY_FILE_SIZE);
  });
  return keysBelow(await vaultKeyOf(file, passphrase), random);
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

async function vaultKeyOf(file: Bytes, passphrase: string): Promise<Bytes> {
  try {
    return (await openKeyFile(file, passphrase)).vaultKey;
  } catch (cause) {
    const isBroken = cause instanceof Refusal && (cause.name === 'malformed' || cause.name === 'too_large');
    throw isBroken ? new Refusal('key_file_damaged', cause.detail, cause) : cause;
  }
}

async function keysBelow(vaultKey: Bytes, random: Random): Promise<Keys> {
  const locker = async (label: string): Promise<Locker> => new Locker(await kdf(vaultKey, label), random);
  return {
    device: await locker('device'),
    archive: await locker('archive'),
    index: await locker('index'),
    // Draft keys: what dies at sealing hangs from one key.
    dying: await kdf(vaultKey, 'drafts'),
  };
}
