/** Which sentences stand on which card, in the order of server/THREATS.md. */
import type { threats } from './english';

export type Key = keyof typeof threats;
interface Card {
  readonly title: Key;
  readonly holds: readonly Key[];
  readonly fails: readonly Key[];
}

export const CARDS: readonly Card[] = [
  {
    title: 'phone',
    holds: ['phone_holds_1', 'phone_holds_2', 'phone_holds_3', 'phone_holds_4', 'phone_holds_5'],
    fails: ['phone_fails_1', 'phone_fails_2', 'phone_fails_3', 'phone_fails_4', 'phone_fails_5'],
  },
  { title: 'server', holds: ['server_holds_1', 'server_holds_2', 'server_holds_3', 'server_holds_4'], fails: ['server_fails_1', 'server_fails_2'] },
  {
    title: 'insider',
    holds: ['insider_holds_1', 'insider_holds_2', 'insider_holds_3', 'insider_holds_4', 'insider_holds_5'],
    fails: ['insider_fails_1', 'insider_fails_2', 'insider_fails_3', 'insider_fails_4'],
  },
  { title: 'network', holds: ['network_holds_1', 'network_holds_2', 'network_holds_3', 'network_holds_4'], fails: ['network_fails_1', 'network_fails_2'] },
  { title: 'published', holds: ['published_holds_1', 'published_holds_2', 'published_holds_3'], fails: ['published_fails_1', 'published_fails_2'] },
  { title: 'app', holds: ['app_holds_1', 'app_holds_2', 'app_holds_3'], fails: ['app_fails_1', 'app_fails_2'] },
];

