/**
 * A locker: rows sealed under one key of the vault. Each is bound to its table and key, so that a row moved to another place does not open.
 */
import { type Branded, type Random, brand, concat, utf8 } from '../format/bytes';
import { type Canonical, type Decoded, decode, encode } from '../format/canonical';
import { aeadKey, aeadOpen, aeadSeal } from '../seal/primitives';

/** The same type as the store's: made here and nowhere else. */
export type SealedRow = Branded<'SealedRow'>;

const NONCE = 12;
/** The receipts of a file that came by hand, and what is written beside them. */
const ROW_LIMIT = 40 << 20;

export class Locker {
  readonly #key: Promise<CryptoKey>;
  readonly #random: Random;

  constructor(key: Uint8Array, random: Random) {
    this.#key = aeadKey(key);
    this.#random = random;
  }

  async seal(table: string, name: string, value: Canonical): Promise<SealedRow> {
    const nonce = this.#random(NONCE);
    const sealed = await aeadSeal(await this.#key, nonce, encode(value), place(table, name));
    return brand<SealedRow>(concat(nonce, sealed));
  }

  /** Refuses `damaged` (also what was sealed under another key or for another place). */
  async open(table: string, name: string, row: Uint8Array): Promise<Decoded> {
    const plain = await aeadOpen(await this.#key, row.subarray(0, NONCE), row.subarray(NONCE), place(table, name));
    return decode(plain, ROW_LIMIT);
  }
}

const place = (table: string, name: string): Uint8Array => utf8(`${table}\0${name}`);
