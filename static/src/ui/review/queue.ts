/**
 * Which records the coordinator sees, and in which order. Conflicts are never hidden: a filter may leave them out of the list,
 * but never out of the count above it.
 */
import type { QueueEntry } from '../../journey';

export type Filter = 'all' | 'conflicts' | 'unread';

/** One page is what a cheap phone draws without a pause. */
export const PAGE_SIZE = 50;

export interface Counts {
  readonly all: number;
  readonly conflicts: number;
  readonly unread: number;
}

export function count(entries: readonly QueueEntry[]): Counts {
  return {
    all: entries.length,
    conflicts: entries.filter(PASSES.conflicts).length,
    unread: entries.filter(PASSES.unread).length,
  };
}

const PASSES: Readonly<Record<Filter, (entry: QueueEntry) => boolean>> = {
  all: () => true,
  conflicts: (entry) => entry.conflicts > 0,
  unread: (entry) => entry.unread,
};

/** Search is forgiving about case and about marks above and below letters, because keyboards differ. What is stored is never changed. */
export function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase().trim();
}

/** Conflicts first, then unread, then the newest by the author's clock, which is a claim; the record's id keeps the order steady. */
function before(a: QueueEntry, b: QueueEntry): number {
  return (
    Number(b.conflicts > 0) - Number(a.conflicts > 0) ||
    Number(b.unread) - Number(a.unread) ||
    b.lastTime - a.lastTime ||
    (a.record < b.record ? -1 : 1)
  );
}

export function choose(entries: readonly QueueEntry[], filter: Filter, search: string): readonly QueueEntry[] {
  const wanted = plain(search);
  return entries
    .filter(PASSES[filter])
    .filter((entry) => wanted === '' || plain(`${entry.pseudonym} ${entry.title ?? ''}`).includes(wanted))
    .sort(before);
}

export interface Page<T> {
  readonly entries: readonly T[];
  /** Counted from 1. */
  readonly number: number;
  readonly of: number;
}

export function page<T>(entries: readonly T[], number: number): Page<T> {
  const of = Math.max(1, Math.ceil(entries.length / PAGE_SIZE));
  const within = Math.min(Math.max(1, number), of);
  return { entries: entries.slice((within - 1) * PAGE_SIZE, within * PAGE_SIZE), number: within, of };
}
