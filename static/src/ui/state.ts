/** What every screen needs to know of the engine: whether the door is open, and the overview. Kept fresh by the engine's own events. */
import { signal } from '@preact/signals';
import type { Door, Overview, SyncState } from '../journey';
import { engine, lock, Locked, onChange } from './engine';
import { whenForgotten } from './idle';

export const door = signal<Door | null>(null);
export const overview = signal<Overview | null>(null);
export const exchange = signal<SyncState | null>(null);
/** Why the app cannot even say what it holds; shown instead of any screen. */
export const broken = signal<unknown>(null);

let stopWatching = (): void => undefined;

async function refreshOverview(): Promise<void> {
  const fresh = await engine.overview();
  overview.value = fresh;
  exchange.value = fresh.sync;
}

/** Asks the engine where things stand; called at the start and after everything that opens or closes the door. */
export async function refresh(): Promise<void> {
  try {
    const now = await engine.door();
    if (now === 'open') await refreshOverview();
    const opened = now === 'open' && door.value !== 'open';
    door.value = now;
    broken.value = null;
    if (opened) stopWatching = whenForgotten(() => void lockNow());
  } catch (reason) {
    if (!(reason instanceof Locked)) broken.value = reason;
  }
}

/** Ends the engine and with it every key in memory. The screens go first, so that none of them asks a locked engine. */
export async function lockNow(): Promise<void> {
  stopWatching();
  door.value = null;
  overview.value = null;
  exchange.value = null;
  lock();
  await refresh();
}

export function followEngine(): void {
  onChange((event) => {
    if (event.kind === 'sync') exchange.value = event.state;
    else if (door.value === 'open') void refresh();
  });
}
