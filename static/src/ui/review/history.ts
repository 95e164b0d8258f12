/** Who changed what: the testimony's history, whole or for one answer. Nothing is left out and nothing is put together. */
import type { CurrentValue, HistoryEntry, Path, Testimony } from '../../journey';
import { isApart } from './arrange';
import { keyOf } from './members';

export type Step = HistoryEntry['ops'][number];

/** An answer's history also holds the removal and keeping of the member it belongs to. */
function concerns(step: Step, path: Path): boolean {
  if (keyOf(step.path) === keyOf(path)) return true;
  return path.length === 3 && step.path.length === 2 && step.path[0] === path[0] && step.path[1] === path[1];
}

/** Newest first. */
export function wholeHistory(testimony: Testimony): readonly HistoryEntry[] {
  const shown = testimony.history.map(({ changeId, author, time, ops }) => ({ changeId, author, time, ops: ops.filter(({ path }) => !isApart(path)) }));
  return shown.toReversed();
}

/** The steps of one answer, newest first; changes that did not touch it are left out. */
export function answerHistory(testimony: Testimony, path: Path): readonly HistoryEntry[] {
  return wholeHistory(testimony)
    .map(({ changeId, author, time, ops }) => ({ changeId, author, time, ops: ops.filter((step) => concerns(step, path)) }))
    .filter((entry) => entry.ops.length > 0);
}

/** The change that the testimony began with, as far as it has arrived here: said once at the top, so that it need not stand at every answer. */
export function originOf(testimony: Testimony): HistoryEntry | null {
  return testimony.history[0] ?? null;
}

export function isFromOrigin(testimony: Testimony, value: CurrentValue): boolean {
  return value.valueId === originOf(testimony)?.changeId;
}
