/** For `tests/bench/fold.py`: the product's fold in a page, given histories as an unlocked archive has them, and timed once. */
import { compare } from '../../../static/src/format/bytes';
import { type Known, decodeChange, encodeChange } from '../../../static/src/format/change';
import { fold } from '../../../static/src/format/history';
import { LONG_RECORD, longRecord } from './long_record';

/** Ordinary records have from one change to so many. */
const ORDINARY = 8;

/** Each change read anew from its bytes, as an unlocked page reads all of them, and in the order of their ids, which says nothing of who came first. */
const stored = (count: number): readonly Known[] =>
  longRecord(count)
    .map((known) => ({ ...known, change: decodeChange(encodeChange(known.change)) }))
    .toSorted((one, other) => compare(one.changeId, other.changeId));

let waiting: readonly Known[] = [];

/** Makes a record of `count` changes, and folds `others` ordinary records: a queue folds every record that is there. */
function prepare(count: number, others: number): void {
  waiting = stored(count);
  const ordinary = Array.from({ length: ORDINARY }, (_, i) => stored(i + 1));
  for (let other = 0; other < others; other += 1) fold(LONG_RECORD, ordinary[other % ORDINARY] ?? []);
}

/** Milliseconds of its one fold. */
function foldMilliseconds(): number {
  const start = performance.now();
  const { applied } = fold(LONG_RECORD, waiting);
  const milliseconds = performance.now() - start;
  if (applied.length !== waiting.length) throw new Error(`${applied.length} of ${waiting.length} changes were applied`);
  return milliseconds;
}

Object.assign(globalThis, { prepare, foldMilliseconds });
