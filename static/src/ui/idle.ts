/** Locks a device that nobody seems to be using, also while something is being recorded: what was typed is saved, sealed, before (leaving.ts). */
import { isRecordingHere } from './busy';

/** As phones and banks do: long enough to read a testimony, short enough for a phone that was left on a table. */
export const IDLE_MS = 5 * 60_000;
/** A documenter listens, and must not be thrown out in the middle of what a witness says; people seldom speak longer without one note. */
export const IDLE_RECORDING_MS = 15 * 60_000;
/** Out of sight, nobody listens with this screen. Long enough to look up a number in another app, short for a phone in a pocket at a checkpoint. */
export const HIDDEN_MS = 60_000;
const LOOK_EVERY_MS = 10_000;

export interface Attention {
  readonly now: number;
  readonly lastTouch: number;
  /** When the app went out of sight, null while it is in sight. */
  readonly hiddenSince: number | null;
  readonly recording: boolean;
}

export function isForgotten({ now, lastTouch, hiddenSince, recording }: Attention): boolean {
  const idleMs = recording ? IDLE_RECORDING_MS : IDLE_MS;
  return now - lastTouch >= idleMs || (hiddenSince !== null && now - hiddenSince >= HIDDEN_MS);
}

/** While nobody should see it, not even the picture that a phone keeps of each app: seen again, the app is first judged, then shown. */
function cover(): void {
  document.documentElement.style.opacity = document.hidden ? '0' : '';
}

/**
 * Timers sleep with the phone, so the clock is compared again the moment the app is seen. `lockAtOnce` is for the moment when the browser puts the page to
 * sleep or away: then there is no later. Returns how to stop.
 */
export function whenForgotten(lock: () => void, lockAtOnce: () => void): () => void {
  let lastTouch = Date.now();
  let hiddenSince: number | null = document.hidden ? Date.now() : null;
  const look = (): void => {
    if (isForgotten({ now: Date.now(), lastTouch, hiddenSince, recording: isRecordingHere() })) lock();
  };
  /** Looks first: the touch that wakes a sleeping phone may come before its timers. */
  const touched = (): void => {
    look();
    lastTouch = Date.now();
  };
  const seen = (): void => {
    look();
    hiddenSince = document.hidden ? Date.now() : null;
    cover();
  };
  const touches = ['pointerdown', 'keydown', 'input', 'wheel'] as const;
  for (const kind of touches) addEventListener(kind, touched, { passive: true });
  document.addEventListener('visibilitychange', seen);
  document.addEventListener('freeze', lockAtOnce);
  addEventListener('pagehide', lockAtOnce);
  const timer = setInterval(look, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', seen);
    document.removeEventListener('freeze', lockAtOnce);
    removeEventListener('pagehide', lockAtOnce);
    document.documentElement.style.opacity = '';
    for (const kind of touches) removeEventListener(kind, touched);
  };
}
