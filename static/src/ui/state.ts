/** What every screen needs to know of the engine: whether the door is open, and the overview. Kept fresh by the engine's own events. */
import { signal } from '@preact/signals';
import type { Door, Overview, SyncState } from '../journey';
import { engine, lock, Locked, onChange } from './engine';
import { whenForgotten } from './idle';
import { saveAll } from './leaving';
import { forgetWay } from './route';

export const door = signal<Door | null>(null);
export const overview = signal<Overview | null>(null);
export const exchange = signal<SyncState | null>(null);
/** Why the app cannot even say what it holds; shown instead of any screen. */
export const broken = signal<unknown>(null);

let stopWatching = (): void => undefined;
/** How many times the engine has told of the exchange: what it told last is newer than an overview that was asked for before. */
let toldTimes = 0;
let locking: Promise<void> | null = null;

async function refreshOverview(): Promise<void> {
  const before = toldTimes;
  const fresh = await engine.overview();
  overview.value = fresh;
  if (toldTimes === before) exchange.value = fresh.sync;
}

/** Asks the engine where things stand; called at the start and after everything that opens or closes the door. */
export async function refresh(): Promise<void> {
  try {
    const now = await engine.door();
    if (now === 'open') await refreshOverview();
    // The engine still answers while the last words are saved, but nothing may open the screens again.
    if (locking) return;
    const opened = now === 'open' && door.value !== 'open';
    door.value = now;
    broken.value = null;
    if (opened) {
      stopWatching = whenForgotten(() => void lockNow(), lockAtOnce);
      attend();
    }
  } catch (reason) {
    if (!(reason instanceof Locked)) broken.value = reason;
  }
}

async function saveAndLock(): Promise<void> {
  stopWatching();
  const saved = saveAll();
  door.value = null;
  await saved;
  lock();
  forgetWay();
  overview.value = null;
  exchange.value = null;
  locking = null;
  await refresh();
}

/** Ends the engine and with it every key in memory. The screens go first, so that none of them asks a locked engine; what was typed is saved. */
export function lockNow(): Promise<void> {
  locking ??= saveAndLock();
  return locking;
}

/** Waits for nothing: the worker has ended when this returns. For a browser that puts the page to sleep, and for a person in danger. */
export function lockAtOnce(): void {
  stopWatching();
  lock();
  door.value = null;
  overview.value = null;
  exchange.value = null;
}

/** Told at the door and whenever the app comes into sight or goes out of it. */
function attend(): void {
  if (door.value !== 'open') return;
  engine.attend(!document.hidden).catch((reason: unknown) => {
    if (!(reason instanceof Locked)) broken.value = reason;
  });
}

export function followEngine(): void {
  document.addEventListener('visibilitychange', attend);
  // A page that comes back out of the browser's memory comes back locked.
  for (const back of ['pageshow', 'resume']) addEventListener(back, () => void (door.value === null && refresh()), true);
  onChange((event) => {
    if (event.kind === 'sync') {
      toldTimes += 1;
      exchange.value = event.state;
    } else if (door.value === 'open') void refresh();
  });
}
