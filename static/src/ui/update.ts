/** New versions of the app, as the screens see them: looked for, checked by the service worker, started only by a person's tap. */
import { signal } from '@preact/signals';
import { SERVICE_WORKER, trustedScript } from './trusted';

export type Update = 'none' | 'ready' | 'busy';
export type Looked = 'current' | 'ready' | 'refused' | 'unreachable' | 'unsupported';

export const update = signal<Update>('none');
/** Why this browser keeps no copy of the app; null if it does, or if nobody knows yet. */
export const notKept = signal<unknown>(null);
let registration: ServiceWorkerRegistration | null = null;

function ask(worker: ServiceWorker, question: 'start' | 'version' | 'news'): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.addEventListener('message', (event) => resolve(event.data), { once: true });
    port1.start();
    worker.postMessage(question, [port2]);
  });
}

/** The newest worker whose version was fetched whole. The browser may already have put it in charge; what it serves is the approved version. */
const newest = (): ServiceWorker | null => registration?.waiting ?? registration?.active ?? null;

/** A tab that no worker looks after, as on the first visit, came from the server just now: it is told of nothing newer. */
async function refresh(): Promise<void> {
  const worker = navigator.serviceWorker.controller && newest();
  update.value = worker && (await ask(worker, 'news')) === true ? 'ready' : 'none';
}

function watch(worker: ServiceWorker | null): void {
  worker?.addEventListener('statechange', () => {
    if (worker.state === 'installed' || worker.state === 'activated') void refresh();
  });
}

/** Rejects where the browser allows no service worker, as some do in private windows: the app then works, but only with a network. */
export async function followUpdates(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  // Every tab goes to the approved version at once. A worker that merely takes charge is no reason to reload: nobody tapped.
  navigator.serviceWorker.addEventListener('message', (event) => {
    if (event.data === 'approved') location.reload();
  });
  registration = await navigator.serviceWorker.register(trustedScript(SERVICE_WORKER), { updateViaCache: 'none' });
  watch(registration.installing);
  registration.addEventListener('updatefound', () => watch(registration?.installing ?? null));
  await refresh();
}

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
  if (!registration) return 'unsupported';
  try {
    await registration.update();
  } catch (reason) {
    if (reason instanceof TypeError || reason instanceof DOMException) return 'unreachable';
    throw reason;
  }
  if (registration.installing && !(await arrived(registration.installing))) return 'refused';
  await refresh();
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
