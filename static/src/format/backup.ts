/**
 * What a person keeps of a device's keys outside of the device (PROTOCOL section 21): a file under a passphrase, and a paper of 24 words with a note.
 * Only bytes; no passphrase and no cipher comes here.
 */
import { type Branded, type Bytes, type TeamId, base64url, concat, fromBase64url, fromUtf8, isZero, u32, u8, utf8 } from './bytes';
import { decode, encode } from './canonical';
import { SIGN_KEY_SIZE, asTeamId } from './device';
import { LABEL_LIMIT, type Roles, isRoles } from './entry';
import { type Cost, checkCost } from './keyfile';
import { pad, unpad } from './padme';
import { Reader } from './reader';
import { Refusal } from './refusals';
import { type DecodedMap, asLabel, asMap, asNumber, bytesOf } from './shape';

export type BackupFile = Branded<'BackupFile'>;

/** No backup is longer. */
export const BACKUP_LIMIT = 4096;
export const ROOT_SIZE = 32;
const HEADER_SIZE = 30;
const ARGON2ID = 1;
const COMMITMENT_SIZE = 32;
const ADDRESS_LIMIT = 512;
const RETURN = '#return=';
const NO_SEED = new Uint8Array(32);

/** How one finds the team again: the same that an invite and its welcome say. */
export interface Way {
  readonly team: string;
  readonly teamId: TeamId;
  /** The newest roster entry that this device knew, and its head: a lying relay cannot show another team. */
  readonly seq: number;
  readonly head: Bytes;
  readonly epoch: number;
  readonly epochSecret: Bytes;
  /** Of the team's admin key at the relay: the founder alone has it. */
  readonly adminSeed: Bytes | null;
}
export interface Backup {
  readonly sign: Bytes;
  readonly kem: Bytes;
  /** What both seeds are made from; null on a device of an early version, which drew them apart. */
  readonly root: Bytes | null;
  readonly label: string;
  readonly role: Roles;
  readonly mailbox: Bytes;
  /** Address of the relay, for a person to read. */
  readonly relay: string;
  readonly way: Way;
}

// ---- the file
export function backupHeader({ memoryKib, passes }: Cost, salt: Uint8Array): Bytes {
  checkCost({ memoryKib, passes });
  return concat(utf8('GWK1'), u8(ARGON2ID), u32(memoryKib), u32(passes), u8(1), salt);
}

export interface ParsedBackupFile {
  readonly cost: Cost;
  readonly salt: Bytes;
  /** The first 30 bytes. */
  readonly header: Bytes;
  readonly nonce: Bytes;
  readonly ciphertext: Bytes;
}

/** Refuses `malformed` and `too_large`, before anybody pays the cost. */
export function parseBackupFile(file: Uint8Array): ParsedBackupFile {
  if (file.length > BACKUP_LIMIT) throw new Refusal('too_large', `${file.length} bytes`);
  const reader = new Reader(file);
  reader.magic('GWK1');
  const kdf = reader.u8();
  const cost = { memoryKib: reader.u32(), passes: reader.u32() };
  if (kdf !== ARGON2ID || reader.u8() !== 1) throw new Refusal('malformed', 'another key derivation');
  checkCost(cost);
  return { cost, salt: reader.take(16), header: concat(file.subarray(0, HEADER_SIZE)), nonce: reader.take(12), ciphertext: reader.rest() };
}

/** 32 zero bytes, which commit to the key because AES-GCM alone does not, then the backup, filled up. */
export function encodeBackup(backup: Backup): Bytes {
  const { sign, kem, root, label, role, mailbox, relay, way } = backup;
  const { team, teamId, seq, head, epoch, epochSecret, adminSeed } = way;
  const whole = { sign, kem, root, label, role, mailbox, relay, team, team_id: teamId, seq, head, epoch, epoch_secret: epochSecret, admin_seed: adminSeed };
  const plain = concat(new Uint8Array(COMMITMENT_SIZE), pad(encode(whole)));
  decodeBackup(plain);
  return plain;
}

const KEYS = ['admin_seed', 'epoch', 'epoch_secret', 'head', 'kem', 'label', 'mailbox', 'relay', 'role', 'root', 'seq', 'sign', 'team', 'team_id'];

/** Refuses `key_file_damaged`, `padding`, `malformed`, `not_canonical` and `too_large`. */
export function decodeBackup(plain: Uint8Array): Backup {
  const reader = new Reader(plain);
  if (!isZero(reader.take(COMMITMENT_SIZE))) throw new Refusal('key_file_damaged', 'another key');
  const map = asMap(decode(unpad(reader.rest())), KEYS);
  const role = asNumber(map['role']);
  if (!isRoles(role)) throw new Refusal('malformed', 'role');
  return {
    sign: bytesOf(map['sign'], SIGN_KEY_SIZE),
    kem: bytesOf(map['kem'], 32),
    root: orNull(map, 'root'),
    label: asLabel(map['label'], LABEL_LIMIT),
    role,
    mailbox: bytesOf(map['mailbox'], 16),
    relay: asLabel(map['relay'], ADDRESS_LIMIT),
    way: wayOf(map),
  };
}

function wayOf(map: DecodedMap): Way {
  const [seq, epoch] = [asNumber(map['seq']), asNumber(map['epoch'])];
  if (seq > 0xffffffff || epoch > 0xffffffff) throw new Refusal('malformed', 'a number beyond 32 bits');
  return {
    team: asLabel(map['team'], LABEL_LIMIT),
    teamId: asTeamId(bytesOf(map['team_id'], 32)),
    seq,
    head: bytesOf(map['head'], 32),
    epoch,
    epochSecret: bytesOf(map['epoch_secret'], 32),
    adminSeed: orNull(map, 'admin_seed'),
  };
}

function orNull(map: DecodedMap, key: string): Bytes | null {
  return map[key] === null ? null : bytesOf(map[key], 32);
}

// ---- the note on the paper
export interface ParsedNote {
  /** The first 5 bytes. */
  readonly prefix: Bytes;
  readonly nonce: Bytes;
  readonly ciphertext: Bytes;
}

export const notePrefix = (): Bytes => concat(utf8('GWP1'), u8(1));

export function encodeWay({ team, teamId, seq, head, epoch, epochSecret, adminSeed }: Way): Bytes {
  return concat(teamId, u32(seq), head, u32(epoch), epochSecret, adminSeed ?? NO_SEED, utf8(team));
}

/** Refuses `malformed` and `too_large`. */
export function decodeWay(plain: Uint8Array): Way {
  const reader = new Reader(plain);
  const place = { teamId: asTeamId(reader.take(32)), seq: reader.u32(), head: reader.take(32) };
  const keys = { epoch: reader.u32(), epochSecret: reader.take(32) };
  const adminSeed = reader.take(32);
  const team = fromUtf8(reader.rest());
  if (team === null) throw new Refusal('malformed', 'not UTF-8');
  return { team: asLabel(team, LABEL_LIMIT), ...place, ...keys, adminSeed: isZero(adminSeed) ? null : adminSeed };
}

/** Refuses `malformed`, `unknown_suite` and `too_large`. */
export function parseNote(note: Uint8Array): ParsedNote {
  if (note.length > BACKUP_LIMIT) throw new Refusal('too_large', `${note.length} bytes`);
  const reader = new Reader(note);
  reader.magic('GWP1');
  reader.suite();
  return { prefix: notePrefix(), nonce: reader.take(12), ciphertext: reader.rest() };
}

/** `<relay url>/#return=<base64url>` */
export function noteLink(relayUrl: string, note: Uint8Array): string {
  return `${relayUrl.replace(/\/+$/, '')}/${RETURN}${base64url(note)}`;
}

/** The note of a link as a person pastes it, or of what stands behind `#return=` alone. Refuses `malformed`. */
export function noteOfLink(link: string): Bytes {
  const text = link.trim();
  const start = text.indexOf(RETURN);
  const note = fromBase64url(start === -1 ? text : text.slice(start + RETURN.length));
  if (note === null || note.length === 0) throw new Refusal('malformed', 'not base64url');
  return note;
}
