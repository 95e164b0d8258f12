/**
 * Reads a fixed big-endian layout from front to back. Refuses (`malformed`) an object that is shorter than it says, and by `end` one that is longer.
 */
import { type Bytes, concat, equal, fromUtf8, utf8 } from './bytes';
import { Refusal } from './refusals';

export class Reader {
  readonly #data: Uint8Array;
  #at = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  /** How many bytes were read so far. */
  get at(): number {
    return this.#at;
  }

  get left(): number {
    return this.#data.length - this.#at;
  }

  /** The next `size` bytes, as a copy: what is read stays what it is when the buffer is overwritten. */
  take(size: number): Bytes {
    return concat(this.#next(size));
  }

  rest(): Bytes {
    return this.take(this.left);
  }

  u8 = (): number => this.#unsigned(1);
  u16 = (): number => this.#unsigned(2);
  u32 = (): number => this.#unsigned(4);
  /** Numbers of 64 bits are kept to 53, in every language. */
  u64(): number {
    const value = this.#unsigned(8);
    if (!Number.isSafeInteger(value)) throw new Refusal('malformed', 'a number beyond 53 bits');
    return value;
  }

  text(size: number): string {
    const text = fromUtf8(this.#next(size));
    if (text === null) throw new Refusal('malformed', 'not UTF-8');
    return text;
  }

  magic(expected: string): void {
    if (!equal(this.take(4), utf8(expected))) throw new Refusal('malformed', `not ${expected}`);
  }

  /** The suite byte, which is 1 and nothing else: there is no negotiation. */
  suite(): void {
    if (this.u8() !== 1) throw new Refusal('unknown_suite');
  }

  end(): void {
    if (this.left !== 0) throw new Refusal('malformed', `${this.left} bytes too many`);
  }

  #unsigned(width: number): number {
    let value = 0;
    for (let end = this.#advance(width), at = end - width; at < end; at += 1) value = value * 256 + (this.#data[at] ?? 0);
    return value;
  }

  /** A view, for what is used up at once. */
  #next(size: number): Uint8Array {
    const end = this.#advance(size);
    return this.#data.subarray(end - size, end);
  }

  #advance(size: number): number {
    if (size > this.left) throw new Refusal('malformed', `needs ${size} bytes, has ${this.left}`);
    this.#at += size;
    return this.#at;
  }
}
