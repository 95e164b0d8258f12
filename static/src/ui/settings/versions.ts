/** What a person can do about versions of the app: look for a new one, start it, and say which one this is. */
import { ask, newest, refreshUpdate, registered, update } from '../update';

export type Looked = 'current' | 'ready' | 'refused' | 'unreachable' | 'unsupported';

/** False if the version was refused. */
function arrived(worker: ServiceWorker): Promise<boolean> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (worker.state !== 'installing') resolve(worker.state !== 'redundant');
    };
    worker.addEventListener('statechange', look);
    look();
  });
}

export async function lookForUpdate(): Promise<Looked> {
  const registration = registered();
  if (!registration) return 'unsupported';
  try {
    await registration.update();
  } catch (reason) {
    if (reason instanceof TypeError || reason instanceof DOMException) return 'unreachable';
    throw reason;
  }
  if (registration.installing && !(await arrived(registration.installing))) return 'refused';
  await refreshUpdate();
  return update.value === 'none' ? 'current' : 'ready';
}

/** The reload follows by itself as soon as the version is approved. */
export async function startUpdate(): Promise<void> {
  const worker = newest();
  if (!worker) return;
  update.value = 'ready';
  const answer = await ask(worker, 'start');
  if (answer === 'busy') update.value = 'busy';
  else if (answer !== 'started') throw new Error(`the new version could not be started: ${String(answer)}`);
}

/** The fingerprint of the files that this tab runs from, or null where no service worker keeps them. */
export async function buildId(): Promise<string | null> {
  const worker = 'serviceWorker' in navigator ? navigator.serviceWorker.controller : null;
  return worker ? String(await ask(worker, 'version')) : null;
}
