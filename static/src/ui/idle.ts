/** Locks a device that nobody seems to be using, unless something is being recorded on it. */
import { isBusy } from './busy';

export const IDLE_MS = 5 * 60_000;
export const HIDDEN_MS = 2 * 60_000;
const LOOK_EVERY_MS = 10_000;

export interface Attention {
  readonly now: number;
  readonly lastTouch: number;
  /** When the app went out of sight, null while it is in sight. */
  readonly hiddenSince: number | null;
}

export function isForgotten({ now, lastTouch, hiddenSince }: Attention): boolean {
  return now - lastTouch >= IDLE_MS || (hiddenSince !== null && now - hiddenSince >= HIDDEN_MS);
}

/** Timers sleep with the phone, so the clock is compared again the moment the app is seen. Returns how to stop. */
export function whenForgotten(lock: () => void): () => void {
  let lastTouch = Date.now();
  let hiddenSince: number | null = document.hidden ? Date.now() : null;
  const look = async (): Promise<void> => {
    if (isForgotten({ now: Date.now(), lastTouch, hiddenSince }) && !(await isBusy())) lock();
  };
  const touched = (): void => {
    lastTouch = Date.now();
  };
  const seen = (): void => {
    void look();
    hiddenSince = document.hidden ? Date.now() : null;
  };
  const touches = ['pointerdown', 'keydown', 'wheel'] as const;
  for (const kind of touches) addEventListener(kind, touched, { passive: true });
  document.addEventListener('visibilitychange', seen);
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', seen);
    for (const kind of touches) removeEventListener(kind, touched);
  };
}
