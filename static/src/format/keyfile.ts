/**
 * The key file (PROTOCOL section 5): four slots that look alike, so that nobody can tell how many passphrases exist. Only bytes; no passphrase comes here.
 */
import { type Branded, type Bytes, concat, isZero, u32, u8, utf8 } from './bytes';
import { Reader } from './reader';
import { Refusal } from './refusals';

/** 398 bytes. */
export type KeyFile = Branded<'KeyFile'>;

export const KEY_FILE_SIZE = 398;
export const SLOT_COUNT = 4;
export const SLOT_SIZE = 92;
const HEADER_SIZE = 30;
const ARGON2ID = 1;

/** What opening does to the other slots. With one passphrase either is harmless and drawn by lot, so neither tells that there is another. */
export const SlotKind = { keeps: 1, overwrites: 2 } as const;
export type SlotKind = (typeof SlotKind)[keyof typeof SlotKind];

/** What one guess costs. One lane, always. */
export interface Cost {
  readonly memoryKib: number;
  readonly passes: number;
}
// Below the floor a copied file is too cheap to guess at (OWASP's floor for Argon2id); above the limit the file would only stop its owner.
const FLOOR: Cost = { memoryKib: 19 * 1024, passes: 2 };
const LIMIT: Cost = { memoryKib: 1024 * 1024, passes: 64 };

export interface ParsedKeyFile {
  readonly cost: Cost;
  readonly salt: Bytes;
  /** The first 30 bytes. */
  readonly header: Bytes;
  readonly slots: readonly { readonly nonce: Bytes; readonly ciphertext: Bytes }[];
}

/** Refuses a cost beyond the limit (`too_large`) or below the floor (`malformed`). */
export function keyFileHeader(cost: Cost, salt: Bytes): Bytes {
  checkCost(cost);
  return concat(utf8('GWV1'), u8(ARGON2ID), u32(cost.memoryKib), u32(cost.passes), u8(1), salt);
}

/** Refuses `malformed` and `too_large`, before anybody pays the cost. */
export function parseKeyFile(file: Uint8Array): ParsedKeyFile {
  const reader = new Reader(file);
  reader.magic('GWV1');
  const kdf = reader.u8();
  const cost = { memoryKib: reader.u32(), passes: reader.u32() };
  if (kdf !== ARGON2ID || reader.u8() !== 1) throw new Refusal('malformed', 'another key derivation');
  checkCost(cost);
  const salt = reader.take(16);
  const slots = Array.from({ length: SLOT_COUNT }, () => ({ nonce: reader.take(12), ciphertext: reader.take(SLOT_SIZE - 12) }));
  reader.end();
  return { cost, salt, header: new Uint8Array(file.slice(0, HEADER_SIZE)), slots };
}

export function encodeSlot(kind: SlotKind, vaultKey: Uint8Array): Bytes {
  return concat(u8(kind), vaultKey, new Uint8Array(31));
}

/** The zeros commit to the key, because AES-GCM alone does not. Refuses `key_file_damaged`. */
export function parseSlot(plain: Uint8Array): { readonly kind: SlotKind; readonly vaultKey: Bytes } {
  const reader = new Reader(plain);
  const kind = reader.u8();
  const vaultKey = reader.take(32);
  const zeros = reader.take(31);
  reader.end();
  if ((kind !== SlotKind.keeps && kind !== SlotKind.overwrites) || !isZero(zeros)) throw new Refusal('key_file_damaged');
  return { kind, vaultKey };
}

export function slotData(header: Uint8Array, slot: number): Bytes {
  return concat(header, u8(slot));
}

export function checkCost({ memoryKib, passes }: Cost): void {
  const said = `Argon2id ${memoryKib} KiB, ${passes} passes`;
  if (memoryKib > LIMIT.memoryKib || passes > LIMIT.passes) throw new Refusal('too_large', said);
  if (memoryKib < FLOOR.memoryKib || passes < FLOOR.passes) throw new Refusal('malformed', said);
}
