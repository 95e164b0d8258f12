/** New versions of the app, as the screens see them: looked for, checked by the service worker, started only by a person's tap. */
import { signal } from '@preact/signals';
import { SERVICE_WORKER, trustedScript } from './trusted';

export type Update = 'none' | 'ready' | 'busy';
export type Looked = 'current' | 'ready' | 'refused' | 'unreachable' | 'unsupported';

export const update = signal<Update>('none');
/** Why this browser keeps no copy of the app; null if it does, or if nobody knows yet. */
export const notKept = signal<unknown>(null);
let registration: ServiceWorkerRegistration | null = null;

function watch(worker: ServiceWorker | null): void {
  worker?.addEventListener('statechange', () => {
    if (worker.state === 'installed' && navigator.serviceWorker.controller) update.value = 'ready';
  });
}

/** Every tab goes to the new version at once; the first visit, which had none before, is left in peace. */
function reloadOnChange(): void {
  let reloading = navigator.serviceWorker.controller === null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (!reloading) location.reload();
    reloading = false;
  });
}

/** Rejects where the browser allows no service worker, as some do in private windows: the app then works, but only with a network. */
export async function followUpdates(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  reloadOnChange();
  registration = await navigator.serviceWorker.register(trustedScript(SERVICE_WORKER), { updateViaCache: 'none' });
  if (registration.waiting && navigator.serviceWorker.controller) update.value = 'ready';
  watch(registration.installing);
  registration.addEventListener('updatefound', () => watch(registration?.installing ?? null));
}

function settled(worker: ServiceWorker): Promise<Looked> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (worker.state === 'redundant') resolve('refused');
      else if (worker.state !== 'installing') resolve('ready');
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
  if (registration.installing) return settled(registration.installing);
  return registration.waiting ? 'ready' : 'current';
}

function ask(worker: ServiceWorker, question: 'start' | 'version'): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.addEventListener('message', (event) => resolve(event.data), { once: true });
    port1.start();
    worker.postMessage(question, [port2]);
  });
}

/** The reload follows by itself as soon as the new version is in charge. */
export async function startUpdate(): Promise<void> {
  if (!registration?.waiting) return;
  update.value = 'ready';
  if ((await ask(registration.waiting, 'start')) === 'busy') update.value = 'busy';
}

/** The fingerprint of the files that this tab runs from, or null where no service worker keeps them. */
export async function buildId(): Promise<string | null> {
  const worker = 'serviceWorker' in navigator ? navigator.serviceWorker.controller : null;
  return worker ? String(await ask(worker, 'version')) : null;
}
