/**
 * How far this device has read each stream. A stream whose lockbox was not sealed for this device is remembered as closed: its changes are
 * nobody's fault, and nothing is waited for.
 */
import { type Bytes, type DeviceId, brand, hex } from '../format/bytes';
import type { Canonical, Decoded } from '../format/canonical';
import { asDeviceId } from '../format/device';
import type { StreamId } from '../format/envelope';
import { asMap, asNumber, bytesOf } from '../format/shape';
import type { Reading } from '../seal/change';

export type StreamState = { readonly state: 'open'; readonly reading: Reading } | { readonly state: 'closed' };

/** By lockbox hash, because that is what every change names. */
export class Streams {
  readonly #states: Map<string, StreamState>;

  constructor(states: Iterable<readonly [string, StreamState]>) {
    this.#states = new Map(states);
  }

  get(lockboxHash: Bytes): StreamState | null {
    return this.#states.get(hex(lockboxHash)) ?? null;
  }

  set(lockboxHash: Bytes, state: StreamState): void {
    this.#states.set(hex(lockboxHash), state);
  }
}

const KEYS = ['author', 'chain', 'chainKey', 'lockboxHash', 'prev', 'rosterSeq', 'seq', 'stream'];

export const streamCodec = {
  write: (state: StreamState): Canonical => (state.state === 'closed' ? null : { ...state.reading }),
  read(value: Decoded): StreamState {
    if (value === null) return { state: 'closed' };
    const map = asMap(value, KEYS);
    const place = { stream: brand<StreamId>(bytesOf(map['stream'], 16)), chain: asNumber(map['chain']), seq: asNumber(map['seq']) };
    const keys = { prev: bytesOf(map['prev'], 32), lockboxHash: bytesOf(map['lockboxHash'], 32), chainKey: bytesOf(map['chainKey'], 32) };
    const author: DeviceId | null = map['author'] === null ? null : asDeviceId(bytesOf(map['author'], 16));
    return { state: 'open', reading: { ...place, ...keys, rosterSeq: asNumber(map['rosterSeq']), author } };
  },
};
