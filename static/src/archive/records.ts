/**
 * The records that this device may read: all opened changes. A cache in memory over what the store keeps; it holds nothing that is not also there.
 * What they come to is `folding.ts`, which a phone that only records never needs.
 */
import { type ChangeId, hex } from '../format/bytes';
import type { Known, RecordId } from '../format/change';
import type { FoldedRecord } from '../format/history';

export interface RecordShelf {
  readonly record: RecordId;
  readonly known: Known[];
  /** Of the testimony compartment or the review: needed to find a record's identity box. */
  readonly streams: Set<string>;
  /** Null while it has to be folded anew. */
  folded: FoldedRecord | null;
}

export class Records {
  readonly #shelves = new Map<string, RecordShelf>();
  readonly #changes = new Set<string>();

  get size(): number {
    return this.#shelves.size;
  }

  has(changeId: ChangeId): boolean {
    return this.#changes.has(hex(changeId));
  }

  /** Adding what is already there changes nothing. */
  add(known: Known, stream: string): void {
    if (this.has(known.changeId)) return;
    this.#changes.add(hex(known.changeId));
    const { record } = known.change;
    const shelf = this.#shelves.get(hex(record)) ?? { record, known: [], streams: new Set(), folded: null };
    shelf.known.push(known);
    shelf.streams.add(stream);
    shelf.folded = null;
    this.#shelves.set(hex(record), shelf);
  }

  all(): Iterable<RecordShelf> {
    return this.#shelves.values();
  }

  get(record: string): RecordShelf | null {
    return this.#shelves.get(record) ?? null;
  }

  known(record: string): readonly Known[] {
    return this.get(record)?.known ?? [];
  }

  streams(record: string): ReadonlySet<string> {
    return this.get(record)?.streams ?? new Set();
  }
}
