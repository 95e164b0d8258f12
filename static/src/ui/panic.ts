/**
 * Quick taps: five in one place within little more than a second, anywhere on the screen. It needs no look, no aim and no language's direction, works with a
 * thumb in a pocket and on a desk with a mouse. Who presses "Next" through pages without a look at them is slower. Everything ends in that moment: what was
 * typed in the last half second is lost.
 */
import { engine } from './engine';
import { lockAtOnce, overview, refresh } from './state';

export const TAPS = 5;
export const WITHIN_MS = 1_200;
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

/** While a person practises, the taps do this and nothing else; null ends it. From the moment of the call, so that no frame decides what a tap does. */
export function practise(done: (() => void) | null): void {
  rehearse = done;
}

/** The page is not left before the browser has emptied the clipboard, or has had this long for it: it shows nothing, and the keys are gone. */
const CLIPBOARD_MS = 500;

/** Resolves when nothing is left to wait for. */
async function cleared(): Promise<void> {
  document.documentElement.style.opacity = '0';
  history.replaceState(null, '', '/');
  // A browser may refuse, and there is no time to ask it twice.
  const emptied = navigator.clipboard?.writeText('').catch(() => undefined);
  await Promise.race([emptied, new Promise((resume) => setTimeout(resume, CLIPBOARD_MS))]);
}

async function panic(): Promise<void> {
  const erases = overview.value?.tapsErase === true;
  lockAtOnce();
  const clear = cleared();
  try {
    if (erases) await engine.erase();
    await clear;
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
