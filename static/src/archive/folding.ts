/** What the records of this device come to, folded once and again only after a change. Never decides between two accounts (`format/history.ts`). */
import type { ChangeId } from '../format/bytes';
import { type FoldedRecord, fold } from '../format/history';
import { frontier } from '../format/lineage';
import type { RecordShelf, Records } from './records';

/** Null if nothing of this record was opened. */
export function folded(records: Records, record: string): FoldedRecord | null {
  const shelf = records.get(record);
  return shelf === null ? null : foldedOf(shelf);
}

/** What a new change of this record puts in its `saw`. */
export function seenOf(records: Records, record: string): readonly ChangeId[] {
  return frontier(records.known(record));
}

export function foldedOf(shelf: RecordShelf): FoldedRecord {
  shelf.folded ??= fold(shelf.record, shelf.known);
  return shelf.folded;
}
