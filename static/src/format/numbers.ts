/**
 * Small numbers in the place of ids, for where thousands of them are looked up: faster than a text for each. Gives numbers only to ids that are hashes.
 * What somebody can choose (the ids that a change says it saw) is looked up and never added, or they could make every look-up slow.
 */
import { equal, present } from './bytes';

export class Numbers {
  readonly #ids: Uint8Array[] = [];
  readonly #slots = new Map<number, number>();

  /** The same number for the same bytes, and for no others. Counts from 0. */
  give(id: Uint8Array): number {
    let slot = firstSlot(id);
    for (let known = this.#slots.get(slot); known !== undefined; known = this.#slots.get(slot)) {
      if (equal(present(this.#ids[known]), id)) return known;
      slot += 1;
    }
    this.#slots.set(slot, this.#ids.length);
    return this.#ids.push(id) - 1;
  }

  /** Undefined if it was given none. */
  of(id: Uint8Array): number | undefined {
    let slot = firstSlot(id);
    let known = this.#slots.get(slot);
    while (known !== undefined && !equal(present(this.#ids[known]), id)) {
      slot += 1;
      known = this.#slots.get(slot);
    }
    return known;
  }
}

/** The first four bytes of an id say where to begin; all of them decide. */
function firstSlot(id: Uint8Array): number {
  return ((id[0] ?? 0) << 22) | ((id[1] ?? 0) << 14) | ((id[2] ?? 0) << 6) | ((id[3] ?? 0) >> 2);
}
