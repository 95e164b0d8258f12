/** Whether a new version of the app has arrived whole: checked by the service worker, started only by a person's tap (settings/versions.ts). */
import { signal } from '@preact/signals';
import { SERVICE_WORKER, trustedScript } from './trusted';

export type Update = 'none' | 'ready' | 'busy';

export const update = signal<Update>('none');
/** Why this browser keeps no copy of the app; null if it does, or if nobody knows yet. */
export const notKept = signal<unknown>(null);
let registration: ServiceWorkerRegistration | null = null;

export const registered = (): ServiceWorkerRegistration | null => registration;

export function ask(worker: ServiceWorker, question: 'start' | 'version' | 'news'): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.addEventListener('message', (event) => resolve(event.data), { once: true });
    port1.start();
    worker.postMessage(question, [port2]);
  });
}

/** The newest worker whose version was fetched whole. The browser may already have put it in charge; what it serves is the approved version. */
export const newest = (): ServiceWorker | null => registration?.waiting ?? registration?.active ?? null;

/** A tab that no worker looks after, as on the first visit, came from the server just now: it is told of nothing newer. */
export async function refreshUpdate(): Promise<void> {
  const worker = navigator.serviceWorker.controller && newest();
  update.value = worker && (await ask(worker, 'news')) === true ? 'ready' : 'none';
}

function watch(worker: ServiceWorker | null): void {
  worker?.addEventListener('statechange', () => {
    if (worker.state === 'installed' || worker.state === 'activated') void refreshUpdate();
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
  await refreshUpdate();
}
