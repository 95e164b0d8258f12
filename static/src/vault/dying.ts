/**
 * The dying file: the keys of drafts, which must be gone at a given moment. Slots of one size, overwritten where they lie; an empty slot is random
 * bytes, so the file tells how many slots it has and not how many are in use.
 * Even and odd slots are two lanes, because two passphrases may open two spaces on one device, and neither can tell what is the other's.
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
/** How many slots the file starts with and grows by, of both lanes. */
const GROWTH = 64;

export type Lane = 0 | 1;
/** Whose slots of the file. `alone`: what is not in this lane is overwritten when it is opened. */
export interface Own {
  readonly dying: Bytes;
  readonly lane: Lane;
  readonly alone: boolean;
}

export interface DyingKey {
  /** 16 bytes: of the draft. */
  readonly id: Bytes;
  /** 32 bytes. */
  readonly secret: Bytes;
}

export class DyingFile {
  readonly #file: HeldFile;
  readonly #key: Bytes;
  readonly lane: Lane;
  readonly #random: Random;
  /** Slot number by the draft's id in hex. */
  readonly #places = new Map<string, number>();
  readonly #keys = new Map<string, DyingKey>();

  private constructor(file: HeldFile, { dying, lane }: Own, random: Random) {
    this.#file = file;
    this.#key = dying;
    this.lane = lane;
    this.#random = random;
  }

  /** Held until `close`: while it is, no other tab can open this device's keys. Refuses `open_elsewhere`. */
  static async open(files: FilePlace, own: Own, random: Random): Promise<DyingFile> {
    const dying = new DyingFile(await files.hold(DYING_FILE), own, random);
    await dying.#readAll();
    dying.#writeAll(own.alone);
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

  /** Whatever the other lane holds: its owner is gone, or is to be. */
  overwriteOtherLane(): void {
    this.#writeAll(true);
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
    for (let slot: number = this.lane; slot < slots; slot += 2) if (!taken.has(slot)) return slot;
    this.#file.write(slots * SLOT, this.#random(GROWTH * SLOT));
    return slots + this.lane;
  }

  async #readAll(): Promise<void> {
    // Version 0.1.0 had one lane: what it left in the other moves, once it is known what lies in this one.
    const strays: [slot: number, key: DyingKey][] = [];
    for (let slot = 0; slot < this.#slots; slot += 1) {
      const key = await this.#readSlot(slot);
      if (key === null) continue;
      this.#keys.set(hex(key.id), key);
      if (slot % 2 === this.lane) this.#places.set(hex(key.id), slot);
      else strays.push([slot, key]);
    }
    for (const [slot, key] of strays) {
      await this.keep(key);
      this.#overwrite(slot);
    }
  }

  /** In one piece, and in any case: what was written tells nothing. */
  #writeAll(alone: boolean): void {
    const bytes = this.#file.read(0, this.#file.size());
    for (let at = (1 - this.lane) * SLOT; at < bytes.length; at += 2 * SLOT) {
      const fresh = this.#random(SLOT);
      if (alone) bytes.set(fresh, at);
    }
    this.#file.write(0, bytes);
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
