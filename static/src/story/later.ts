/** The parts of the engine that a first testimony does not need: each a script of its own, fetched when the first of it is asked for. */
import { Refusal } from '../format/refusals';

/** A worker remembers what could not be fetched; locking ends the worker. */
function notFetched(cause: unknown): never {
  throw new Refusal('relay_unreachable', 'a part of the app could not be fetched', cause);
}

export const coordinate = () => import('./coordinate').catch(notFetched);
export const strength = () => import('../vault/strength').catch(notFetched);
export const passphrases = () => import('../vault/passphrase').catch(notFetched);
