/**
 * How far this device has read each stream. A stream whose lockbox was not sealed for this device is remembered as closed: its changes are
 * nobody's fault, and nothing is waited for. A grant may open it later.
 */
import { type Bytes, type DeviceId, brand, hex } from '../format/bytes';
import type { Canonical, Decoded } from '../format/canonical';
import { asDeviceId } from '../format/device';
import { Role } from '../format/entry';
import type { StreamId } from '../format/envelope';
import { type LockboxPrefix, parseLockboxPrefix } from '../format/lockbox';
import { asMap, asNumber, bytesOf } from '../format/shape';
import { type Reading, startReading } from '../seal/change';
import type { OpenedLockbox } from '../seal/lockbox';

export interface OpenStream {
  readonly state: 'open';
  readonly reading: Reading;
  /** CK0, for coordinators who come later; null if the lockbox is not for coordinators. */
  readonly firstKey: Bytes | null;
}
export interface ClosedStream {
  readonly state: 'closed';
  /** What a granted key must match. */
  readonly lockbox: LockboxPrefix;
}
export type StreamState = OpenStream | ClosedStream;

/** Of a lockbox that was just opened. */
export function openStream(opened: OpenedLockbox): OpenStream {
  const firstKey = (opened.role & Role.coordinator) === 0 ? null : opened.chainKey;
  return { state: 'open', reading: startReading(opened), firstKey };
}

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

  /** Those that this device can read. */
  *open(): Generator<OpenStream> {
    for (const state of this.#states.values()) if (state.state === 'open') yield state;
  }
}

const KEYS = ['author', 'chain', 'chainKey', 'firstKey', 'lockboxHash', 'prev', 'rosterSeq', 'seq', 'stream'];

export const streamCodec = {
  write: (state: StreamState): Canonical => (state.state === 'closed' ? state.lockbox.prefix : { ...state.reading, firstKey: state.firstKey }),
  read(value: Decoded): StreamState {
    if (value instanceof Uint8Array) return { state: 'closed', lockbox: parseLockboxPrefix(value) };
    const map = asMap(value, KEYS);
    const place = { stream: brand<StreamId>(bytesOf(map['stream'], 16)), chain: asNumber(map['chain']), seq: asNumber(map['seq']) };
    const keys = { prev: bytesOf(map['prev'], 32), lockboxHash: bytesOf(map['lockboxHash'], 32), chainKey: bytesOf(map['chainKey'], 32) };
    const author: DeviceId | null = map['author'] === null ? null : asDeviceId(bytesOf(map['author'], 16));
    const firstKey = map['firstKey'] === null ? null : bytesOf(map['firstKey'], 32);
    return { state: 'open', reading: { ...place, ...keys, rosterSeq: asNumber(map['rosterSeq']), author }, firstKey };
  },
};
