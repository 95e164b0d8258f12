/**
 * Everything the story takes from outside: files, database, network, clock, chance. The browser hands in its own (`browser.ts`), a test its fakes.
 * Nothing else in the story may reach for any of these.
 */
import type { Random } from '../format/bytes';
import type { Cost } from '../format/keyfile';
import type { JourneyEvent } from '../journey';
import type { Space, Store } from '../store/store';
import type { Connection } from '../sync/budget';
import type { Send } from '../sync/transport';
import type { FilePlace } from '../vault/place';

export interface World {
  readonly files: FilePlace;
  readonly openStore: (space: Space) => Store;
  /** With the rows of all spaces. */
  readonly destroyStore: () => Promise<void>;
  readonly send: Send;
  /** What the browser says of the way that the next call takes. */
  readonly connection: () => Connection;
  /** Where the page came from, and with it the desk. */
  readonly origin: string;
  /** Where the relay is: there too, or at another origin that the page names. */
  readonly relay: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random: Random;
  /** Calls back later; what it returns takes the call back. */
  readonly later: (milliseconds: number, work: () => void) => () => void;
  /** How dear the key file is made on this device. */
  readonly measureCost: () => Promise<Cost>;
  readonly tell: (event: JourneyEvent) => void;
  /** For what must not happen; told the error and nothing of what was being worked on. */
  readonly report: (cause: unknown) => void;
}
