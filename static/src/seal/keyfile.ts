/**
 * The key file (PROTOCOL section 5): a passphrase, paid for by Argon2id, opens the vault key. Which slot is whose, and how many are used, cannot be seen.
 */
import { argon2id } from 'hash-wasm';
import { type Bytes, type Random, brand, concat, present, utf8 } from '../format/bytes';
import { type Cost, type KeyFile, SLOT_COUNT, SLOT_SIZE, type SlotKind, encodeSlot, keyFileHeader, parseKeyFile, parseSlot, slotData } from '../format/keyfile';
import { Refusal, isRefusal } from '../format/refusals';
import { NONCE_SIZE, aeadOpen, aeadSeal, kdf } from './primitives';

export interface Entrance {
  readonly kind: SlotKind;
  readonly passphrase: string;
  /** 32 bytes. */
  readonly vaultKey: Bytes;
}

const NO_SECOND = new Uint8Array(0);

/** 32 bytes of a passphrase, and behind them what a second factor gives (32 bytes or none). It alone is put through NFKC, because keyboards differ; testimony never is. `salt`: 16 bytes. */
export async function stretch(passphrase: string, salt: Uint8Array, { memoryKib, passes }: Cost, second: Uint8Array = NO_SECOND): Promise<Bytes> {
  const password = utf8(passphrase.normalize('NFKC'));
  return concat(await argon2id({ password, salt, memorySize: memoryKib, iterations: passes, parallelism: 1, hashLength: 32, outputType: 'binary' }), second);
}

/** A key file that each of these passphrases opens, in slots drawn by lot. Refuses a cost that is too low (`malformed`) or too high (`too_large`). */
export async function newKeyFile(entrances: readonly Entrance[], cost: Cost, random: Random): Promise<KeyFile> {
  if (entrances.length > SLOT_COUNT) throw new RangeError(`${entrances.length} passphrases for ${SLOT_COUNT} slots`);
  if (entrances.some(({ passphrase }) => passphrase === '')) throw new RangeError('an empty passphrase');
  const salt = random(16);
  const header = keyFileHeader(cost, salt);
  const slots = Array.from({ length: SLOT_COUNT }, () => random(SLOT_SIZE));
  const free = slots.map((_, slot) => slot);
  for (const { kind, passphrase, vaultKey } of entrances) {
    const slot = present(free.splice(present(random(1)[0]) % free.length, 1)[0]);
    const key = await slotKey(await stretch(passphrase, salt, cost), slot);
    const nonce = random(NONCE_SIZE);
    slots[slot] = concat(nonce, await aeadSeal(key, nonce, encodeSlot(kind, vaultKey), slotData(header, slot)));
  }
  return brand<KeyFile>(concat(header, ...slots));
}

export interface OpenedSlot {
  readonly kind: SlotKind;
  /** 32 bytes. */
  readonly vaultKey: Bytes;
  /** Which of the four. */
  readonly slot: number;
}

/** One run of Argon2id tries all slots, also those behind the one that opens. Refuses `malformed`, `too_large`, `wrong_passphrase` and `key_file_damaged`. */
export async function openKeyFile(file: Uint8Array, passphrase: string, second?: Uint8Array): Promise<OpenedSlot> {
  const { cost, salt, header, slots } = parseKeyFile(file);
  // Nothing was ever sealed under it, and the library would fail.
  if (passphrase === '') throw new Refusal('wrong_passphrase');
  const stretched = await stretch(passphrase, salt, cost, second);
  let found: OpenedSlot | null = null;
  for (const [slot, { nonce, ciphertext }] of slots.entries()) {
    try {
      found = { ...parseSlot(await aeadOpen(await slotKey(stretched, slot), nonce, ciphertext, slotData(header, slot))), slot };
    } catch (cause) {
      // Not this one: an unused slot, or another passphrase's.
      if (!isRefusal(cause) || cause.name !== 'damaged') throw cause;
    }
  }
  if (found === null) throw new Refusal('wrong_passphrase');
  return found;
}

export function slotKey(stretched: Bytes, slot: number): Promise<Bytes> {
  return kdf(stretched, `slot${slot}`);
}
