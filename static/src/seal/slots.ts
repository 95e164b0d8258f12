/**
 * Changing single slots of a key file (PROTOCOL section 5). The other slots stay as they are, byte for byte: whose they are, and whether they are anybody's,
 * is not known here.
 */
import { type Bytes, type Random, brand, concat } from '../format/bytes';
import { type KeyFile, SLOT_COUNT, SLOT_SIZE, type SlotKind, encodeSlot, parseKeyFile, slotData } from '../format/keyfile';
import { Refusal, isRefusal } from '../format/refusals';
import { openKeyFile, slotKey, stretch } from './keyfile';
import { NONCE_SIZE, aeadSeal } from './primitives';

export interface SlotChange {
  readonly slot: number;
  readonly kind: SlotKind;
  readonly passphrase: string;
  /** 32 bytes. */
  readonly vaultKey: Bytes;
  /** 32 bytes of a second factor, if one is to be needed besides. */
  readonly second?: Uint8Array | undefined;
}

/** The file with these slots sealed anew, under its salt and at its cost. */
export async function sealSlots(file: Uint8Array, changes: readonly SlotChange[], random: Random): Promise<KeyFile> {
  const { header, salt, cost, slots } = parseKeyFile(file);
  const sealed = slots.map(({ nonce, ciphertext }) => concat(nonce, ciphertext));
  for (const { slot, kind, passphrase, vaultKey, second } of changes) {
    const key = await slotKey(await stretch(passphrase, salt, cost, second), slot);
    const nonce = random(NONCE_SIZE);
    sealed[slot] = concat(nonce, await aeadSeal(key, nonce, encodeSlot(kind, vaultKey), slotData(header, slot)));
  }
  return brand<KeyFile>(concat(header, ...sealed));
}

/** The file with one slot that nobody can tell from one that was never used. */
export function emptySlot(file: Uint8Array, slot: number, random: Random): KeyFile {
  const { header, slots } = parseKeyFile(file);
  return brand<KeyFile>(concat(header, ...slots.map(({ nonce, ciphertext }, at) => (at === slot ? random(SLOT_SIZE) : concat(nonce, ciphertext)))));
}

/** Refuses `passphrase_used` if it opens something already: then one of the two could never be reached. */
export async function demandUnused(file: Uint8Array, passphrase: string): Promise<void> {
  try {
    await openKeyFile(file, passphrase);
  } catch (cause) {
    if (isRefusal(cause) && cause.name === 'wrong_passphrase') return;
    throw cause;
  }
  throw new Refusal('passphrase_used');
}

/** One of the slots but for this one, by lot. */
export function otherSlot(slot: number, random: Random): number {
  const [lot = 0] = random(1);
  return (slot + 1 + (lot % (SLOT_COUNT - 1))) % SLOT_COUNT;
}

