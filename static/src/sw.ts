/**
 * The service worker: keeps whole, checked copies of the app on the device and serves the one that a person approved, with or without a network.
 *
 * A new version is fetched file by file, each against its SHA-256, into a cache of its own. One wrong byte and the whole version is thrown
 * away, while the one before goes on. Browsers put a new worker in charge as soon as all tabs are closed; so what is served never depends on
 * which worker runs, but on the version named in the cache `approved`. The first version on a device names itself, every later one is named by
 * a tap, and never while something is being recorded.
 * It must never touch /api or /desk, keep anything that a person wrote, or start a version by itself. It cannot bind a worker from a server
 * in the wrong hands: a browser runs whatever lies at /sw.js.
 */
import { lost, START } from './sw/lost';

declare const self: ServiceWorkerGlobalScope;

export interface File {
  readonly url: string;
  /** `sha256-` and the digest in base64, as in an integrity attribute. */
  readonly integrity: string;
}
/** What build/precache.ts writes. */
export interface Build {
  readonly version: string;
  readonly files: readonly File[];
}

// The build puts its own list here (build/precache.ts), so every version has other bytes and browsers see that it is new.
const BUILD: Build = JSON.parse('__PRECACHE__');
/** Whoever looks at a seized phone reads the names of caches without any key, so they are a version and nothing else. */
const cacheOf = async (version: string): Promise<string> => ((await caches.has(FORMER + version)) ? FORMER + version : version);
/** Before the names of the versions of 0.1.0. */
const FORMER = 'gawahi-';
const VERSION = /^(gawahi-)?[0-9a-f]{16,32}$/;
const APPROVED = 'approved';
/** The key under which a cache holds the list of its own files, put in last: later workers know the build from it. */
const LIST = '/list';
const PAGE = '/index.html';
/** A word between versions, in memory alone. */
const BUSY = 'gawahi-busy';

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

/**
 * The name and icons that a team gives the app (server/naming.py): words and pictures, no script, so nothing vouches for them. A later one comes with the
 * next version.
 */
const VARIABLE: readonly string[] = ['/manifest.webmanifest', '/name.json', '/icon-192.png', '/icon-512.png', '/icon-512-maskable.png'];

async function fetchVariable(url: string): Promise<Response> {
  const response = await fetch(url, { cache: 'no-cache', redirect: 'error' });
  if (!response.ok) throw new Error(`refused: ${url} is missing`);
  return response;
}

/** Fetches what is missing, or rejects. What was fetched and checked stays, so that the next try goes on from there. */
async function complete(build: Build): Promise<void> {
  const cache = await caches.open(await cacheOf(build.version));
  const held = new Set((await cache.keys()).map(({ url }) => url.slice(self.location.origin.length)));
  for (const file of build.files) {
    const key = keyOf(file);
    if (!held.has(key)) await cache.put(key, (await caches.match(key)) ?? (await download(file)));
  }
  for (const url of VARIABLE) if (!held.has(url)) await cache.put(url, await fetchVariable(url));
  if (!held.has(LIST)) await cache.put(LIST, new Response(JSON.stringify(build)));
}

/** Null if nothing is approved, which after the first visit means that the browser deleted it. */
async function approvedVersion(): Promise<string | null> {
  return (await caches.match(`/${APPROVED}`, { cacheName: APPROVED }))?.text() ?? null;
}

async function approve(version: string): Promise<void> {
  await (await caches.open(APPROVED)).put(`/${APPROVED}`, new Response(version));
}

async function approvedBuild(): Promise<Build | null> {
  const version = await approvedVersion();
  if (version === BUILD.version) return BUILD;
  const list = version === null ? undefined : await caches.match(LIST, { cacheName: await cacheOf(version) });
  return list ? list.json() : null;
}

/** Keeps the approved version, and this one until it is approved or followed by a newer one. */
async function deleteOthers(): Promise<void> {
  const kept = new Set([await cacheOf(BUILD.version), await cacheOf((await approvedVersion()) ?? BUILD.version)]);
  for (const name of await caches.keys()) if (VERSION.test(name) && !kept.has(name)) await caches.delete(name);
}

/** A rejection makes the browser drop this version. Before the first one there is nothing to go on with, and nobody to ask. */
async function install(): Promise<void> {
  await complete(BUILD);
  if (self.registration.active === null && (await approvedVersion()) === null) await approve(BUILD.version);
}

async function activate(): Promise<void> {
  await deleteOthers();
  await self.clients.claim();
}

/** The tap. Recorders share the lock; taking it alone proves that nobody records. It is held until the switch is made. */
async function start(): Promise<'started' | 'busy'> {
  return navigator.locks.request(BUSY, { ifAvailable: true }, async (lock) => {
    if (lock === null) return 'busy' as const;
    await complete(BUILD);
    await approve(BUILD.version);
    await deleteOthers();
    await self.skipWaiting();
    for (const tab of await self.clients.matchAll({ type: 'window', includeUncontrolled: true })) tab.postMessage('approved', []);
    return 'started' as const;
  });
}

/** The approved version's file with this path; null if it has none. */
async function fileOf(build: Build, path: string): Promise<Response | null> {
  const cacheName = await cacheOf(build.version);
  if (VARIABLE.includes(path)) return (await caches.match(path, { cacheName })) ?? fetchVariable(path);
  const file = build.files.find(({ url }) => url === path);
  if (!file) return null;
  return (await caches.match(keyOf(file), { cacheName })) ?? download(file);
}

/** A page of a version that is not whole would stay blank, so the whole version is looked over before its page is given out. */
async function appPage(): Promise<Response> {
  const build = await approvedBuild();
  try {
    if (build !== null) {
      await complete(build);
      return (await fileOf(build, PAGE)) ?? Response.error();
    }
  } catch (reason) {
    console.error(reason);
  }
  return lost(build === BUILD ? null : BUILD.version);
}

async function appFile(request: Request): Promise<Response> {
  const build = await approvedBuild();
  return (build && (await fileOf(build, new URL(request.url).pathname))) ?? fetch(request);
}

/** The tap on the page `lost`. Only that page can send it: a form elsewhere on the web has another referrer, or none. */
async function startInstead(): Promise<Response> {
  await start().catch(console.error);
  return Response.redirect('/', 303);
}

function answer(request: Request): Promise<Response> | null {
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin || /^\/(api|desk)(\/|$)/.test(pathname)) return null;
  if (request.method === 'GET') return request.mode === 'navigate' ? appPage() : appFile(request);
  return pathname === START && request.mode === 'navigate' && request.referrer.startsWith(`${origin}/`) ? startInstead() : null;
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const response = answer(event.request);
  if (response !== null) event.respondWith(response);
});
/** These words are spoken between versions, an old page and a new worker: they may be added to, never changed. */
self.addEventListener('message', (event) => {
  const say = (said: unknown): void => event.ports[0]?.postMessage(said, []);
  if (event.data === 'version') event.waitUntil(approvedVersion().then(say));
  if (event.data === 'news') event.waitUntil(approvedVersion().then((version) => say(version !== BUILD.version)));
  if (event.data === 'start') event.waitUntil(start().then(say, (reason: unknown) => say(String(reason))));
});
