/**
 * The dying file: keys that must be gone at a given moment, the chain keys of the streams this device writes and the keys of its drafts. Slots of one
 * size, overwritten where they lie; an empty slot is random bytes, so the file tells how many slots it has and not how many are in use.
 *
 *     slot (92 bytes)   nonce 12 | AES-GCM(key of the vault, AAD = slot number u32, kind u8 | id 16 | step u32 | secret 32 | 11 zero bytes)
 */
import { type Bytes, type Random, concat, hex, u32, u8 } from '../format/bytes';
import { Reader } from '../format/reader';
import { isRefusal } from '../format/refusals';
import { aeadOpen, aeadSeal } from '../seal/primitives';
import { type FilePlace, type HeldFile, withFile } from './place';

export const DYING_FILE = 'dying';
const SLOT = 92;
const NONCE = 12;
const KINDS = { draft: 1, chain: 2 } as const;
/** How many slots the file starts with and grows by. */
const GROWTH = 64;

export type DyingKind = keyof typeof KINDS;
export interface DyingKey {
  readonly kind: DyingKind;
  /** 16 bytes: of the draft or of the stream. */
  readonly id: Bytes;
  /** How often a chain key was moved on; 0 for a draft. */
  readonly step: number;
  /** 32 bytes. */
  readonly secret: Bytes;
}

const nameOf = (kind: DyingKind, id: Bytes): string => `${kind} ${hex(id)}`;

export class DyingFile {
  readonly #file: HeldFile;
  readonly #key: Bytes;
  readonly #random: Random;
  /** Slot number by name. */
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

  get(kind: DyingKind, id: Bytes): DyingKey | null {
    return this.#keys.get(nameOf(kind, id)) ?? null;
  }

  /** On the disk when it resolves, over what this name had before. */
  async keep(key: DyingKey): Promise<void> {
    const name = nameOf(key.kind, key.id);
    const slot = this.#places.get(name) ?? this.#freeSlot();
    this.#places.set(name, slot);
    const plain = concat(u8(KINDS[key.kind]), key.id, u32(key.step), key.secret, new Uint8Array(11));
    const nonce = this.#random(NONCE);
    this.#file.write(slot * SLOT, concat(nonce, await aeadSeal(this.#key, nonce, plain, u32(slot))));
    this.#keys.set(name, key);
  }

  /** Overwritten with random bytes when it returns. */
  forget(kind: DyingKind, id: Bytes): void {
    const name = nameOf(kind, id);
    const slot = this.#places.get(name);
    if (slot === undefined) return;
    this.#file.write(slot * SLOT, this.#random(SLOT));
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
      this.#places.set(nameOf(key.kind, key.id), slot);
      this.#keys.set(nameOf(key.kind, key.id), key);
    }
  }

  /** Null for an empty slot: it looks like any random bytes, so it does not open. */
  async #readSlot(slot: number): Promise<DyingKey | null> {
    const bytes = this.#file.read(slot * SLOT, SLOT);
    try {
      return parseSlot(await aeadOpen(this.#key, bytes.subarray(0, NONCE), bytes.subarray(NONCE), u32(slot)));
    } catch (cause) {
      if (isRefusal(cause) && cause.name === 'damaged') return null;
      throw cause;
    }
  }
}

function parseSlot(plain: Bytes): DyingKey {
  const reader = new Reader(plain);
  const kind = reader.u8() === KINDS.draft ? 'draft' : 'chain';
  return { kind, id: reader.take(16), step: reader.u32(), secret: reader.take(32) };
}

/** All of the file at once, also without the key that opens it. */
export async function overwriteDyingFile(files: FilePlace, random: Random): Promise<void> {
  await withFile(files, DYING_FILE, (file) => file.write(0, random(file.size())));
}
