/**
 * Where the person is in the app: `#/`, `#/record/<draft id>`, `#/queue`, `#/testimony/<record>`, `#/own/<record>`,
 * `#/team`, `#/export`, `#/settings`, `#/passphrases`, `#/carry`, `#/keys/<part>`,
 * `#/names` with nothing, a testimony or a request, `#/guardians`, `#/withdraw`,
 * before the door `#/found`, `#/join`, `#/try`, `#/return`, and on both sides of it `#/threats`.
 *
 * These names stand in the app only. The browser keeps addresses, so what it is shown is `#/` and a number that says nothing; which number is which screen
 * is known in memory alone, and forgotten with the lock. An invite (`#join=..`) and the demonstration (`#demo`) arrive as a hash and are taken out of the
 * address and the history at once: the fragment of an invite is a secret, and a phone that is taken away must not show it.
 */
import { signal } from '@preact/signals';

export type Place = 'home' | 'record' | 'queue' | 'testimony' | 'own' | 'team' | 'export' | 'settings' | 'passphrases' | 'carry' | 'keys' | 'names' | 'guardians' | 'withdraw' | 'found' | 'join' | 'try' | 'return' | 'threats';
export interface Route {
  readonly place: Place;
  /** The draft or record that is meant; empty for the others. */
  readonly id: string;
}
export type Arrival = { readonly kind: 'invite' | 'return'; readonly link: string } | { readonly kind: 'demo' };

const PLACES: readonly Place[] = ['record', 'queue', 'testimony', 'own', 'team', 'export', 'settings', 'passphrases', 'carry', 'keys', 'names', 'guardians', 'withdraw', 'found', 'join', 'try', 'return', 'threats'];
const HOME = '#/';

/** Where somebody goes who came so. */
const HERE = { invite: 'join', return: 'return', demo: 'try' } as const;

export function parseRoute(hash: string): Route {
  const [first = '', id = ''] = hash.replace(/^#\/?/, '').split('/');
  const place = PLACES.find((name) => name === first) ?? 'home';
  const needsId = place === 'record' || place === 'testimony' || place === 'own';
  const known = /^[0-9a-f]+$/.test(id) ? id : '';
  if (needsId && known === '') return { place: 'home', id: '' };
  return { place, id: needsId || place === 'names' ? known : place === 'keys' || place === 'team' ? id : '' };
}

export function parseArrival(address: string): Arrival | null {
  const hash = address.includes('#') ? address.slice(address.indexOf('#')) : '';
  if (hash.startsWith('#join=')) return { kind: 'invite', link: address };
  if (hash.startsWith('#return=')) return { kind: 'return', link: address };
  return hash === '#demo' ? { kind: 'demo' } : null;
}

export const route = signal<Route>({ place: 'home', id: '' });
/** What the person came with; the door uses it up. It lives in memory only. */
export const arrival = signal<Arrival | null>(null);

/** The name of a screen by the hash that the browser is shown in its place. */
const names = new Map<string, string>();
let numbers = Date.now() % 100_000;
/** By draft: the form of the team that it is to be begun with, id and version. */
export const begunWith = new Map<string, readonly [string, string]>();

function shownFor(name: string): string {
  if (parseRoute(name).place === 'home') return HOME;
  numbers += 1;
  names.set(`${HOME}${numbers}`, name);
  return `${HOME}${numbers}`;
}

function look(): void {
  const came = parseArrival(location.href);
  if (came) arrival.value = came;
  const hash = came ? HOME + HERE[came.kind] : location.hash;
  const known = names.get(hash);
  if (known === undefined && hash !== HOME) history.replaceState(null, '', `/${shownFor(hash)}`);
  route.value = parseRoute(known ?? hash);
}

/** A tap on a link of the app; a new tab or window, which a person may ask for, opens by the link itself. */
function follow(event: MouseEvent): void {
  const link = event.target instanceof Element && event.target.closest('a[href^="#/"]');
  if (!link || event.button > 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.getAttribute('href') ?? HOME);
}

export function followAddress(): void {
  look();
  addEventListener('hashchange', look);
  addEventListener('click', follow);
}

export function go(name: string): void {
  const { place, id } = parseRoute(name);
  if (place !== route.peek().place || id !== route.peek().id) history.pushState(null, '', shownFor(name));
  route.value = { place, id };
}

/** With the lock: the way back leads home, and only the screen that is open now is found again. */
export function forgetWay(): void {
  for (const draft of begunWith.keys()) if (draft !== route.peek().id) begunWith.delete(draft);
  if (names.size === 0) return;
  const { hash } = location;
  const name = names.get(hash);
  names.clear();
  if (name !== undefined) names.set(hash, name);
}
