/**
 * What the parts of one testimony's screen share: the testimony as it is now, the form's questions, and the answers that are open in an editor.
 *
 * All of it lives in the memory of the screen and is gone when the app is locked. Nothing typed is kept elsewhere.
 */
import { batch, useSignal, type Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Edit, Hex, Path, Testimony } from '../../journey';
import { engine } from '../engine';
import { useAction, type Action } from '../parts/action';
import { openAnswer, plan, withOpened, withoutPath, type Opened } from './edits';
import { keyOf } from './members';
import type { Questions } from './questions';

export interface Review {
  readonly now: Testimony;
  readonly questions: Questions;
  readonly opened: Signal<readonly Opened[]>;
  /** Paths that were not ready when the person last tried to save. */
  readonly notReady: Signal<readonly Path[]>;
  /** When something was last saved from this screen, by this device's clock. */
  readonly savedAt: Signal<number | null>;
  readonly save: Action<[readonly Opened[]]>;
  readonly ways: Ways;
  /** Taking out, keeping, bringing back. */
  readonly change: Action<[readonly Edit[]]>;
}

/** How what is edited is kept, and what of the testimony there is to see. */
export interface Ways {
  readonly edit: (record: Hex, edits: readonly Edit[]) => Promise<void>;
  /** False on the phone of whoever recorded it: there is one account, and no assessment. */
  readonly coordinates: boolean;
  /** Which answers were given is known, and what they say is not. */
  readonly hidden: boolean;
}
const COORDINATING: Ways = { edit: (record, edits) => engine.edit(record, edits), coordinates: true, hidden: false };

const Shared = createContext<Review | null>(null);
export const ReviewProvider = Shared.Provider;

export function useReview(): Review {
  const review = useContext(Shared);
  if (review === null) throw new Error('outside of a testimony');
  return review;
}

export function openedAt(review: Review, path: Path): Opened | null {
  const key = keyOf(path);
  return review.opened.value.find((opened) => keyOf(opened.path) === key) ?? null;
}

export function openEditor(review: Review, path: Path): void {
  review.opened.value = withOpened(review.opened.value, openAnswer(review.now, path));
}

export function update(review: Review, opened: Opened): void {
  review.opened.value = withOpened(review.opened.value, opened);
}

export function closeEditor(review: Review, path: Path): void {
  review.opened.value = withoutPath(review.opened.value, path);
}

export function isNotReady(review: Review, path: Path): boolean {
  const key = keyOf(path);
  return review.notReady.value.some((other) => keyOf(other) === key);
}

export function useReviewOf(now: Testimony, questions: Questions, ways = COORDINATING): Review {
  const opened = useSignal<readonly Opened[]>([]);
  const notReady = useSignal<readonly Path[]>([]);
  const savedAt = useSignal<number | null>(null);

  /** What was typed on while it was being saved stays open, and is then an edit of its own. */
  const close = (saved: readonly Opened[], paths: readonly Path[]) => {
    const keys = new Set(paths.map(keyOf));
    const done = new Set(saved.filter((one) => keys.has(keyOf(one.path))));
    batch(() => {
      opened.value = opened.value.filter((one) => !done.has(one));
      savedAt.value = Date.now();
    });
  };
  const save = useAction(async (chosen: readonly Opened[]) => {
    const { edits, decisions, notReady: missing } = plan(chosen);
    notReady.value = missing;
    if (missing.length > 0) return;
    if (edits.length > 0) {
      await ways.edit(now.record, edits);
      close(chosen, edits.map(({ path }) => path));
    }
    for (const { path, x, sawValueIds, why } of decisions) {
      await engine.decide(now.record, path, x, sawValueIds, why);
      close(chosen, [path]);
    }
  });
  const change = useAction(async (edits: readonly Edit[]) => {
    await ways.edit(now.record, edits);
    savedAt.value = Date.now();
  });
  return { now, questions, ways, opened, notReady, savedAt, save, change };
}
