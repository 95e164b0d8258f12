/** The world of the browser's worker: its files, database, network, clock and chance. */
import type { Bytes } from '../format/bytes';
import type { JourneyEvent } from '../journey';
import { destroyIndexedStore, openIndexedStore } from '../store/indexed';
import type { Connection } from '../sync/budget';
import { browserSend } from '../sync/transport';
import { originPrivateFiles } from '../vault/opfs';
import { measureKeyFileCost } from '../vault/vault';
import type { World } from './world';

/** The most that a browser gives at once. */
const RANDOM_AT_ONCE = 65_536;

function random(size: number): Bytes {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += RANDOM_AT_ONCE) crypto.getRandomValues(bytes.subarray(at, at + RANDOM_AT_ONCE));
  return bytes;
}

/** Chrome on Android says it, Safari and Firefox do not. */
function connection(): Connection {
  const known: unknown = Reflect.get(navigator, 'connection');
  const type: unknown = typeof known === 'object' && known !== null ? Reflect.get(known, 'type') : undefined;
  if (type === 'cellular') return 'cellular';
  return typeof type === 'string' && !['unknown', 'other', 'none'].includes(type) ? 'other' : 'unknown';
}

export function browserWorld(origin: string, relay: string, tell: (event: JourneyEvent) => void): World {
  return {
    files: originPrivateFiles,
    openStore: openIndexedStore,
    destroyStore: destroyIndexedStore,
    send: browserSend,
    connection,
    origin,
    relay,
    // A clock may stand before 1970; what is sealed has no number for that, and a testimony must not fail for it.
    now: () => Math.max(0, Date.now()),
    random,
    later(milliseconds, work) {
      const timer = setTimeout(work, milliseconds);
      return () => clearTimeout(timer);
    },
    measureCost: () => measureKeyFileCost(random, () => performance.now()),
    tell,
    // Only what kind of mistake and where: a message could hold a value.
    report: (cause) => console.error(cause instanceof Error ? `${cause.name}\n${(cause.stack ?? '').split('\n').slice(1).join('\n')}` : 'unknown'),
  };
}
