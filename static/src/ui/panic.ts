/**
 * Quick taps: five in one place within two seconds, anywhere on the screen. It needs no look, no aim and no language's direction, works with a thumb in a
 * pocket and on a desk with a mouse, and nobody does it by chance. Everything ends in that moment: what was typed in the last half second is lost.
 */
import { engine } from './engine';
import { lockAtOnce, overview, refresh } from './state';

export const TAPS = 5;
export const WITHIN_MS = 2_000;
export const APART_PX = 80;

export interface Tap {
  readonly at: number;
  readonly x: number;
  readonly y: number;
}

/** Of the last five taps, oldest first. */
export function areQuickTaps(taps: readonly Tap[]): boolean {
  const [first] = taps;
  return first !== undefined && taps.length === TAPS && taps.every(({ at, x, y }) => at - first.at <= WITHIN_MS && Math.hypot(x - first.x, y - first.y) <= APART_PX);
}

let rehearse: (() => void) | null = null;

/** While a person practises, the taps do this and nothing else. Returns how to end it. */
export function practise(done: () => void): () => void {
  rehearse = done;
  return () => {
    rehearse = null;
  };
}

function cleared(): void {
  document.documentElement.style.opacity = '0';
  history.replaceState(null, '', '/');
  // A browser may refuse, and there is no time to ask it twice: the keys are gone already.
  navigator.clipboard?.writeText('').catch(() => undefined);
}

async function panic(): Promise<void> {
  const erases = overview.value?.tapsErase === true;
  lockAtOnce();
  cleared();
  try {
    if (erases) await engine.erase();
  } finally {
    // A new page: nothing of the old one can be shown again. Without a copy of the app on this device there may be no new page.
    if (navigator.serviceWorker?.controller) location.reload();
    else {
      document.documentElement.style.opacity = '';
      await refresh();
    }
  }
}

/** Only what is open can be closed: at the door the taps mean nothing. */
export function followTaps(isOpen: () => boolean): void {
  let taps: readonly Tap[] = [];
  const tapped = ({ timeStamp, clientX, clientY }: PointerEvent): void => {
    taps = [...taps, { at: timeStamp, x: clientX, y: clientY }].slice(-TAPS);
    if (!areQuickTaps(taps) || !isOpen()) return;
    taps = [];
    if (rehearse === null) void panic();
    else rehearse();
  };
  addEventListener('pointerdown', tapped, { capture: true, passive: true });
}
