/**
 * The dying file: the keys of drafts, which must be gone at a given moment. Slots of one size, overwritten where they lie; an empty slot is random
 * bytes, so the file tells how many slots it has and not how many are in use.
 *
 *     slot (92 bytes)   nonce 12 | AES-GCM(key of the vault, AAD = slot number u32, kind u8 = 1 | id 16 | 4 zero bytes | secret 32 | 11 zero bytes)
 */
import { type Bytes, type Random, concat, hex, u32, u8 } from '../format/bytes';
import { Reader } from '../format/reader';
import { isRefusal } from '../format/refusals';
import { aeadOpen, aeadSeal } from '../seal/primitives';
import { type FilePlace, type HeldFile, withFile } from './place';

export const DYING_FILE = 'dying';
const SLOT = 92;
const NONCE = 12;
const DRAFT = 1;
/** How many slots the file starts with and grows by. */
const GROWTH = 64;

export interface DyingKey {
  /** 16 bytes: of the draft. */
  readonly id: Bytes;
  /** 32 bytes. */
  readonly secret: Bytes;
}

export class DyingFile {
  readonly #file: HeldFile;
  readonly #key: Bytes;
  readonly #random: Random;
  /** Slot number by the draft's id in hex. */
  readonly #places = new Map<string, number>();
  readonly #keys = new Map<string, DyingKey>();

  private constructor(file: HeldFile, key: Bytes, random: Random) {
    this.#file = file;
    this.#key = key;
    this.#random = random;
  }

  /** Held until `close`: while it is, no other tab can open this device's keys. Refuses `open_elsewhere`. */
  static async open(files: FilePlace, key: Bytes, random: Random): Promise<DyingFile> {
    const dying = new DyingFile(await files.hold(DYING_FILE), key, random);
    await dying.#readAll();
    return dying;
  }

  get keys(): readonly DyingKey[] {
    return [...this.#keys.values()];
  }

  get(id: Bytes): DyingKey | null {
    return this.#keys.get(hex(id)) ?? null;
  }

  /** On the disk when it resolves, over what this draft had before. */
  async keep(key: DyingKey): Promise<void> {
    const name = hex(key.id);
    const slot = this.#places.get(name) ?? this.#freeSlot();
    this.#places.set(name, slot);
    const plain = concat(u8(DRAFT), key.id, u32(0), key.secret, new Uint8Array(11));
    const nonce = this.#random(NONCE);
    this.#file.write(slot * SLOT, concat(nonce, await aeadSeal(this.#key, nonce, plain, u32(slot))));
    this.#keys.set(name, key);
  }

  /** Overwritten with random bytes when it returns. */
  forget(id: Bytes): void {
    const name = hex(id);
    const slot = this.#places.get(name);
    if (slot === undefined) return;
    this.#overwrite(slot);
    this.#places.delete(name);
    this.#keys.delete(name);
  }

  close(): void {
    this.#file.close();
  }

  get #slots(): number {
    return Math.floor(this.#file.size() / SLOT);
  }

  #freeSlot(): number {
    const taken = new Set(this.#places.values());
    const slots = this.#slots;
    for (let slot = 0; slot < slots; slot += 1) if (!taken.has(slot)) return slot;
    this.#file.write(slots * SLOT, this.#random(GROWTH * SLOT));
    return slots;
  }

  async #readAll(): Promise<void> {
    for (let slot = 0; slot < this.#slots; slot += 1) {
      const key = await this.#readSlot(slot);
      if (key === null) continue;
      this.#places.set(hex(key.id), slot);
      this.#keys.set(hex(key.id), key);
    }
  }

  #overwrite(slot: number): void {
    this.#file.write(slot * SLOT, this.#random(SLOT));
  }

  /** Null for an empty slot: it looks like any random bytes, so it does not open. */
  async #readSlot(slot: number): Promise<DyingKey | null> {
    const bytes = this.#file.read(slot * SLOT, SLOT);
    try {
      const key = parseSlot(await aeadOpen(this.#key, bytes.subarray(0, NONCE), bytes.subarray(NONCE), u32(slot)));
      // Version 0.1.0 kept chain keys here, which now live in memory alone.
      if (key === null) this.#overwrite(slot);
      return key;
    } catch (cause) {
      if (isRefusal(cause) && cause.name === 'damaged') return null;
      throw cause;
    }
  }
}

function parseSlot(plain: Bytes): DyingKey | null {
  const reader = new Reader(plain);
  if (reader.u8() !== DRAFT) return null;
  const id = reader.take(16);
  reader.take(4);
  return { id, secret: reader.take(32) };
}

/** All of the file at once, also without the key that opens it. */
export async function overwriteDyingFile(files: FilePlace, random: Random): Promise<void> {
  await withFile(files, DYING_FILE, (file) => file.write(0, random(file.size())));
}
