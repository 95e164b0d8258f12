/**
 * Seals and opens a backup of a device's keys (PROTOCOL section 21): the file under a passphrase that Argon2id makes dear, the paper's note under the
 * root that its 24 words spell. Keeps nothing.
 */
import { type BackupFile, type Backup, type Way, backupHeader, decodeBackup, decodeWay, encodeBackup, encodeWay, notePrefix, parseBackupFile, parseNote } from '../format/backup';
import { type Bytes, type Random, brand, concat, equal } from '../format/bytes';
import type { Cost } from '../format/keyfile';
import { Refusal, isRefusal } from '../format/refusals';
import { seedsOf } from './device';
import { stretch } from './keyfile';
import { NONCE_SIZE, aeadOpen, aeadSeal, kdf } from './primitives';

/** Refuses a cost that is too low (`malformed`) or too high (`too_large`). */
export async function sealBackup(backup: Backup, passphrase: string, cost: Cost, random: Random): Promise<BackupFile> {
  if (passphrase === '') throw new RangeError('an empty passphrase');
  const salt = random(16);
  const header = backupHeader(cost, salt);
  const nonce = random(NONCE_SIZE);
  const key = await kdf(await stretch(passphrase, salt, cost), 'backup');
  return brand<BackupFile>(concat(header, nonce, await aeadSeal(key, nonce, encodeBackup(backup), header)));
}

/** Refuses `malformed`, `too_large`, `wrong_passphrase` (also a file that was changed: nobody can tell), `key_file_damaged`, `padding` and `not_canonical`. */
export async function openBackup(file: Uint8Array, passphrase: string): Promise<Backup> {
  const { cost, salt, header, nonce, ciphertext } = parseBackupFile(file);
  // Nothing was ever sealed under it, and the library would fail.
  if (passphrase === '') throw new Refusal('wrong_passphrase');
  const key = await kdf(await stretch(passphrase, salt, cost), 'backup');
  const backup = decodeBackup(await openOr('wrong_passphrase', key, nonce, ciphertext, header));
  if (backup.root !== null) await checkRoot(backup, backup.root);
  return backup;
}

/** Refuses `key_file_damaged` if the paper of this device would be another device's. */
async function checkRoot({ sign, kem }: Backup, root: Bytes): Promise<void> {
  const seeds = await seedsOf(root);
  if (!equal(seeds.sign, sign) || !equal(seeds.kem, kem)) throw new Refusal('key_file_damaged', 'seeds of another root');
}

/** `root`: 32 bytes, spelled by the words. */
export async function sealNote(way: Way, root: Uint8Array, random: Random): Promise<Bytes> {
  const nonce = random(NONCE_SIZE);
  return concat(notePrefix(), nonce, await aeadSeal(await kdf(root, 'paper'), nonce, encodeWay(way), notePrefix()));
}

/** Refuses `malformed`, `unknown_suite`, `too_large` and `words_wrong` (the note of another paper, or a note that was changed). */
export async function openNote(note: Uint8Array, root: Uint8Array): Promise<Way> {
  const { prefix, nonce, ciphertext } = parseNote(note);
  return decodeWay(await openOr('words_wrong', await kdf(root, 'paper'), nonce, ciphertext, prefix));
}

async function openOr(name: 'wrong_passphrase' | 'words_wrong', key: Bytes, nonce: Bytes, ciphertext: Bytes, additional: Bytes): Promise<Bytes> {
  try {
    return await aeadOpen(key, nonce, ciphertext, additional);
  } catch (cause) {
    if (isRefusal(cause) && cause.name === 'damaged') throw new Refusal(name, '', cause);
    throw cause;
  }
}
