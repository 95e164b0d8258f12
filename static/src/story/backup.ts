/**
 * Backups of this device's keys (PROTOCOL section 21): a file, a paper, and the drill that proves either of them. The keys leave the vault here, into
 * what the person asked for, and nowhere else; nothing of it is written to this device.
 */
import { type Backup, type Way, noteLink } from '../format/backup';
import { type Bytes, equal, hex } from '../format/bytes';
import { Refusal, isRefusal } from '../format/refusals';
import type { WrittenFile } from '../journey/by_hand';
import type { BackupSource, KeysCare, PaperCopy } from '../journey/keys';
import { openBackup, sealBackup, sealNote } from '../seal/backup';
import { seedsOf } from '../seal/device';
import { knownWords, rootOf, wordsOf } from '../seal/words';
import { keysFor } from '../vault/vault';
import { DAY_MILLISECONDS, afterRehearsal, keysCare as careOf, readCare, writeCare } from './care';
import { passphrases } from './later';
import type { Seeds } from './rows';
import type { Session } from './session';
import { DEVICE, MEMBERSHIP, openTables } from './tables';

/** What a backup gives back. A paper's words know nothing of the team. */
export interface OpenedBackup {
  readonly seeds: Seeds;
  readonly way: Way | null;
  readonly label: string | null;
}

/** Refuses `wrong_passphrase`, `words_wrong`, and a file that is none by its name. */
export async function openSource(source: BackupSource): Promise<OpenedBackup> {
  if (source.kind === 'words') {
    const root = rootOf(source.words, (await passphrases()).wordlist);
    return { seeds: { ...(await seedsOf(root)), root }, way: null, label: null };
  }
  const { sign, kem, root, way, label } = await openBackup(source.bytes, source.passphrase);
  return { seeds: { sign, kem, root }, way, label };
}

export async function keysCare(session: Session): Promise<KeysCare> {
  return careOf(session, (await ownSeeds(session)).root !== null);
}

async function ownSeeds({ tables }: Session): Promise<Seeds> {
  const seeds = await tables.seeds.get(DEVICE);
  if (seeds === null) throw new Refusal('key_file_damaged', 'no seeds');
  return seeds;
}

/** Refuses `not_found` on a device whose keys have no root. */
async function ownRoot(session: Session): Promise<Bytes> {
  const { root } = await ownSeeds(session);
  if (root === null) throw new Refusal('not_found', 'keys without a root');
  return root;
}

// ---- the passphrase in a person's memory
/** The key file is asked, because nothing else knows the passphrase; what it opens must be this very device, and not some other way in. */
export async function rehearse(session: Session, passphrase: string, fromMemory: boolean, second?: Uint8Array): Promise<boolean> {
  const { world } = session;
  if (!(await opensThis(session, passphrase, second))) return false;
  const care = await readCare(session);
  await writeCare(session, fromMemory ? afterRehearsal(care, world.now()) : { ...care, again: world.now() + DAY_MILLISECONDS });
  return true;
}

async function opensThis({ world, store }: Session, passphrase: string, second?: Uint8Array): Promise<boolean> {
  try {
    const keys = await keysFor(world.files, passphrase, world.random, second);
    return (await openTables(store, keys).membership.get(MEMBERSHIP)) !== null;
  } catch (cause) {
    if (isRefusal(cause) && (cause.name === 'wrong_passphrase' || cause.name === 'damaged')) return false;
    throw cause;
  }
}

// ---- the paper
export async function paperCopy(session: Session): Promise<PaperCopy> {
  const root = await ownRoot(session);
  const note = await sealNote(wayOf(session), root, session.world.random);
  return { words: wordsOf(root, (await passphrases()).wordlist), note: noteLink(await addressOf(session), note) };
}

/** Refuses `words_wrong`: of another paper, or written wrongly. */
export async function paperTyped(session: Session, words: string): Promise<void> {
  const typed = rootOf(words, (await passphrases()).wordlist);
  if (!equal(typed, await ownRoot(session))) throw new Refusal('words_wrong', 'of another device');
  const now = session.world.now();
  await writeCare(session, { ...(await readCare(session)), paper: now, paperEpoch: session.membership.epoch });
}

export async function strangeWords(words: string): Promise<readonly number[]> {
  return knownWords(words, (await passphrases()).wordlist).flatMap((word, at) => (word === null ? [at + 1] : []));
}

// ---- the file
export async function writeBackup(session: Session, passphrase: string): Promise<WrittenFile> {
  const { world, membership } = session;
  const { label, roles, mailbox } = membership;
  const backup: Backup = { ...(await ownSeeds(session)), label, role: roles, mailbox, relay: await addressOf(session), way: wayOf(session) };
  const bytes = await sealBackup(backup, passphrase, await world.measureCost(), world.random);
  await writeCare(session, { ...(await readCare(session)), file: world.now() });
  return { name: `${hex(world.random(4))}.bin`, bytes, letters: 0, left: 0 };
}

function wayOf({ membership, roster }: Session): Way {
  const { team, teamId, epoch, epochSecret, adminSeed } = membership;
  return { team, teamId, seq: roster.seq, head: roster.head, epoch, epochSecret, adminSeed };
}

/** Where a person would open the app again. */
async function addressOf({ relay, world }: Session): Promise<string> {
  try {
    return (await relay.health()).publicUrl ?? world.origin;
  } catch (cause) {
    if (isRefusal(cause)) return world.origin;
    throw cause;
  }
}
