/**
 * The records that this device may read: all opened changes, and what they fold to. A cache in memory over what the store keeps; it holds nothing
 * that is not also there. Never decides between two accounts (`format/history.ts` says what they come to).
 */
import { type ChangeId, hex } from '../format/bytes';
import type { Known, RecordId } from '../format/change';
import { type FoldedRecord, fold } from '../format/history';
import { frontier } from '../format/lineage';

interface Shelf {
  readonly record: RecordId;
  readonly known: Known[];
  /** Of the testimony compartment or the review: needed to find a record's identity box. */
  readonly streams: Set<string>;
  folded: FoldedRecord | null;
}

export class Records {
  readonly #shelves = new Map<string, Shelf>();
  readonly #changes = new Set<string>();

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

  /** Every record, folded. */
  *all(): Generator<FoldedRecord> {
    for (const shelf of this.#shelves.values()) yield foldedOf(shelf);
  }

  known(record: string): readonly Known[] {
    return this.#shelves.get(record)?.known ?? [];
  }

  streams(record: string): ReadonlySet<string> {
    return this.#shelves.get(record)?.streams ?? new Set();
  }

  /** What a new change of this record puts in its `saw`. */
  frontier(record: string): readonly ChangeId[] {
    return frontier(this.known(record));
  }

  /** Null if nothing of this record was opened. */
  folded(record: string): FoldedRecord | null {
    const shelf = this.#shelves.get(record);
    return shelf === undefined ? null : foldedOf(shelf);
  }
}

function foldedOf(shelf: Shelf): FoldedRecord {
  shelf.folded ??= fold(shelf.record, shelf.known);
  return shelf.folded;
}
