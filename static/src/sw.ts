/**
 * The service worker: keeps one whole, checked copy of the app on the device and serves the app from it, with or without a network.
 *
 * A new version is fetched file by file, each against its SHA-256, into a cache of its own. One wrong byte and the whole version is thrown
 * away, while the one before goes on. A checked version waits until a person taps, and never starts while something is being recorded.
 * It must never touch /api or /desk, keep anything that a person wrote, or start a version by itself.
 */
declare const self: ServiceWorkerGlobalScope;

export interface File {
  readonly url: string;
  /** `sha256-` and the digest in base64, as in an integrity attribute. */
  readonly integrity: string;
}
/** What build/precache.ts writes. (The export makes this file a module, so that `self` above is its own.) */
export interface Build {
  readonly version: string;
  readonly files: readonly File[];
}

// The build puts its own list here (build/precache.ts), so every version has other bytes and browsers see that it is new.
const BUILD: Build = JSON.parse('__PRECACHE__');
const CACHES = 'gawahi-';
const CACHE = CACHES + BUILD.version;
const PAGE = '/index.html';
const BUSY = 'gawahi-busy';
const files = new Map(BUILD.files.map((file) => [file.url, file]));

/** Named by content, so that a file that did not change is taken from the version before and not fetched again. */
const keyOf = (file: File): string => `${file.url}?${encodeURIComponent(file.integrity)}`;

async function integrityOf(response: Response): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await response.clone().arrayBuffer());
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}

/** The digest is compared here and not only by the browser, which does not look at `integrity` for every kind of answer. */
async function download(file: File): Promise<Response> {
  const hashedName = file.url.startsWith('/assets/');
  const response = await fetch(file.url, { integrity: file.integrity, cache: hashedName ? 'default' : 'no-cache', redirect: 'error' });
  if (!response.ok || (await integrityOf(response)) !== file.integrity) throw new Error(`refused: ${file.url} is not what this version promises`);
  return response;
}

/** A rejection makes the browser drop this version. What was fetched and checked stays, so that the next try goes on from there. */
async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const file of BUILD.files) {
    const key = keyOf(file);
    if ((await cache.match(key)) !== undefined) continue;
    await cache.put(key, (await caches.match(key)) ?? (await download(file)));
  }
}

async function activate(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith(CACHES) && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

async function serve(file: File): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(keyOf(file))) ?? download(file);
}

/** Recorders share the lock; taking it alone proves that nobody records. It is held until the switch is made. */
async function start(): Promise<'started' | 'busy'> {
  return navigator.locks.request(BUSY, { ifAvailable: true }, async (lock) => {
    if (lock === null) return 'busy' as const;
    await self.skipWaiting();
    return 'started' as const;
  });
}

/** The file of this version that answers a request, or null if the request is none of its business. */
function fileFor(request: Request): File | null {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin || /^\/(api|desk)(\/|$)/.test(pathname)) return null;
  return files.get(request.mode === 'navigate' ? PAGE : pathname) ?? null;
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const file = fileFor(event.request);
  if (file !== null) event.respondWith(serve(file));
});
self.addEventListener('message', (event) => {
  const answer = event.ports[0];
  if (event.data === 'version') answer?.postMessage(BUILD.version, []);
  if (event.data === 'start') event.waitUntil(start().then((state) => answer?.postMessage(state, [])));
});
