/**
 * One answer while it is being edited. It remembers exactly what was on screen when editing began, and an edit replaces that and
 * nothing else. If the answer changes meanwhile, the person is told; newer ids are never slipped in.
 */
import type { Edit, Hex, Path, PathView, Testimony, Value } from '../../journey';
import { idsOf, keyOf, viewAt } from './members';
import type { Wrong } from './typed';

export interface Opened {
  readonly path: Path;
  /** What was on screen when editing began; null if there was no answer. */
  readonly shown: PathView | null;
  readonly sawValueIds: readonly Hex[];
  readonly x: Value;
  /** Why what is typed is no value of this kind; `x` is then the last that was. */
  readonly wrong: Wrong | null;
  readonly why: string;
  /** A decision in the decider's own words, beside those of the accounts. */
  readonly ownWording: boolean;
}

export interface Decision {
  readonly path: Path;
  readonly x: Value;
  readonly sawValueIds: readonly Hex[];
  readonly why: string;
}

export interface Plan {
  readonly edits: readonly Edit[];
  readonly decisions: readonly Decision[];
  /** Paths that need a reason and have none, or that hold what is no value: nothing is saved until they are put right. */
  readonly notReady: readonly Path[];
}

export function openAnswer(testimony: Testimony, path: Path): Opened {
  const shown = viewAt(testimony, path);
  return { path, shown, sawValueIds: idsOf(shown), x: shown?.state === 'settled' ? (shown.values[0]?.x ?? null) : null, wrong: null, why: '', ownWording: false };
}

export function sameValue(a: Value, b: Value): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** True if the answer on this device is no longer the one that the editor was shown. */
export function changedMeanwhile(opened: Opened, now: Testimony): boolean {
  return idsOf(viewAt(now, opened.path)).join() !== opened.sawValueIds.join();
}

export function isTouched(opened: Opened): boolean {
  if (opened.wrong !== null) return true;
  if (opened.shown === null) return opened.x !== null;
  return opened.shown.state === 'conflict' || !sameValue(opened.x, opened.shown.values[0]?.x ?? null);
}

/** Only a decision with a reason may replace several accounts, even accounts that agree. */
export function needsReason(opened: Opened): boolean {
  return opened.sawValueIds.length > 1;
}

export function lacksWording(opened: Opened): boolean {
  return opened.ownWording && opened.x === null;
}

function isUnready(opened: Opened): boolean {
  return opened.wrong !== null || lacksWording(opened) || (needsReason(opened) && opened.why.trim() === '');
}

export function plan(openeds: readonly Opened[]): Plan {
  const touched = openeds.filter(isTouched);
  const several = touched.filter(needsReason);
  return {
    edits: touched.filter((opened) => !needsReason(opened)).map(({ path, x, sawValueIds }) => ({ path, x, sawValueIds })),
    decisions: several.map(({ path, x, sawValueIds, why }) => ({ path, x, sawValueIds, why: why.trim() })),
    notReady: touched.filter(isUnready).map(({ path }) => path),
  };
}

/** The list with one answer put in, or in place of the one at the same path. */
export function withOpened(openeds: readonly Opened[], opened: Opened): readonly Opened[] {
  const key = keyOf(opened.path);
  const known = openeds.some((other) => keyOf(other.path) === key);
  return known ? openeds.map((other) => (keyOf(other.path) === key ? opened : other)) : [...openeds, opened];
}

export function withoutPath(openeds: readonly Opened[], path: Path): readonly Opened[] {
  const key = keyOf(path);
  return openeds.filter((opened) => keyOf(opened.path) !== key);
}
