/**
 * Where the person is in the app, as a hash route: `#/`, `#/record/<draft id>`, `#/queue`, `#/testimony/<record>`, `#/team`, `#/export`, `#/settings`, `#/passphrases`, `#/carry`, `#/keys/<part>`,
 * `#/names` with nothing, a testimony or a request, `#/guardians`,
 * before the door `#/found`, `#/join`, `#/try`, `#/return`, and on both sides of it `#/threats`.
 *
 * An invite (`#join=..`) and the demonstration (`#demo`) also arrive as a hash. They are taken out of the address and the history at once:
 * the fragment of an invite is a secret, and a phone that is taken away must not show it.
 */
import { signal } from '@preact/signals';

export type Place = 'home' | 'record' | 'queue' | 'testimony' | 'team' | 'export' | 'settings' | 'passphrases' | 'carry' | 'keys' | 'names' | 'guardians' | 'found' | 'join' | 'try' | 'return' | 'threats';
export interface Route {
  readonly place: Place;
  /** The draft or record that the address names; empty for the others. */
  readonly id: string;
}
export type Arrival = { readonly kind: 'invite' | 'return'; readonly link: string } | { readonly kind: 'demo' };

const PLACES: readonly Place[] = ['record', 'queue', 'testimony', 'team', 'export', 'settings', 'passphrases', 'carry', 'keys', 'names', 'guardians', 'found', 'join', 'try', 'return', 'threats'];

/** Where somebody goes who came so. */
const HERE = { invite: 'join', return: 'return', demo: 'try' } as const;

export function parseRoute(hash: string): Route {
  const [first = '', id = ''] = hash.replace(/^#\/?/, '').split('/');
  const place = PLACES.find((name) => name === first) ?? 'home';
  const needsId = place === 'record' || place === 'testimony';
  const known = /^[0-9a-f]+$/.test(id) ? id : '';
  if (needsId && known === '') return { place: 'home', id: '' };
  return { place, id: needsId || place === 'names' ? known : place === 'keys' ? id : '' };
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

function look(): void {
  const came = parseArrival(location.href);
  if (came) {
    arrival.value = came;
    history.replaceState(null, '', `/#/${HERE[came.kind]}`);
  }
  route.value = parseRoute(location.hash);
}

export function followAddress(): void {
  look();
  addEventListener('hashchange', look);
}

export function go(hash: string): void {
  if (location.hash === hash || (hash === '#/' && location.hash === '')) look();
  else location.hash = hash;
}
