/**
 * What can be said about opening a name: a request, a guardian's release or refusal, a withdrawal, the record that it was opened, and a false share
 * named (PROTOCOL section 19). Canonical maps, nothing else.
 */
import { type Bytes, type DeviceId, brand, concat } from './bytes';
import { type Canonical, type Decoded, decode, encode } from './canonical';
import type { RecordId } from './change';
import { HPKE_OVERHEAD, KEM_KEY_SIZE, SIGNATURE_SIZE, asDeviceId } from './device';
import { label, plainHash } from './hash';
import { SHARE_SIZE, type Share } from './identity';
import { parseIdentityLock } from './open_identity';
import type { ItemId } from './item';
import type { OpeningId } from './opening';
import { Refusal } from './refusals';
import { asLabel, asMap, asNumber, bytesOf, isMap } from './shape';

/** A request is good for two weeks: guardians may be far apart, but nobody's reason holds for ever. */
export const OPENING_MILLISECONDS = 14 * 24 * 60 * 60 * 1000;
/** So far may the clock of who asks be ahead. */
const AHEAD_MILLISECONDS = 24 * 60 * 60 * 1000;
export const WHY_LIMIT = 2000;
/** Share and signature. */
export const PROOF_SIZE = SHARE_SIZE + SIGNATURE_SIZE;
const RELEASE_SIZE = HPKE_OVERHEAD + PROOF_SIZE;

/** One name, and why. */
export interface Request {
  readonly do: 'request';
  readonly record: RecordId;
  /** The item id of the identity box. */
  readonly box: ItemId;
  /** All of the box but what is locked in it. */
  readonly lock: Bytes;
  /** A KEM key that was made for this request alone. */
  readonly reply: Bytes;
  /** Milliseconds, a claim. */
  readonly time: number;
  readonly why: string;
}
/** A guardian's share, readable by whoever asked alone. */
export interface Release {
  readonly do: 'release';
  readonly request: OpeningId;
  readonly share: Bytes;
}
/** A guardian says no. */
export interface Refuse {
  readonly do: 'refuse';
  readonly request: OpeningId;
  /** May be empty. */
  readonly why: string;
}
export interface Withdraw {
  readonly do: 'withdraw';
  readonly request: OpeningId;
}
/** Whoever asked says that the name was shown to them. */
export interface Opened {
  readonly do: 'opened';
  readonly request: OpeningId;
}
/** A guardian's share is false. */
export interface Accuse {
  readonly do: 'accuse';
  readonly request: OpeningId;
  readonly guardian: DeviceId;
  /** The share and the guardian's signature over it; empty if what came could not even be read: then it is a claim. */
  readonly proof: Bytes;
}
export type Said = Request | Release | Refuse | Withdraw | Opened | Accuse;

const KINDS: ReadonlySet<string> = new Set<Said['do']>(['request', 'release', 'refuse', 'withdraw', 'opened', 'accuse']);

/** Refuses what `decodeSaid` refuses. */
export function encodeSaid(said: Said): Bytes {
  const encoded = encode({ ...said } satisfies Canonical);
  decodeSaid(encoded);
  return encoded;
}

/** Refuses `malformed`, `not_canonical` and `too_large`. */
export function decodeSaid(encoded: Uint8Array): Said {
  const found = decode(encoded);
  const kind = isMap(found) ? found['do'] : null;
  if (!isSaid(kind)) throw new Refusal('malformed', 'says nothing that is known');
  switch (kind) {
    case 'request':
      return asRequest(found);
    case 'release': {
      const map = asMap(found, ['do', 'request', 'share']);
      return { do: kind, request: idOf(map['request']), share: bytesOf(map['share'], RELEASE_SIZE) };
    }
    case 'refuse': {
      const map = asMap(found, ['do', 'request', 'why']);
      return { do: kind, request: idOf(map['request']), why: asLabel(map['why'], WHY_LIMIT) };
    }
    case 'withdraw':
    case 'opened':
      return { do: kind, request: idOf(asMap(found, ['do', 'request'])['request']) };
    case 'accuse': {
      const map = asMap(found, ['do', 'guardian', 'proof', 'request']);
      return { do: kind, request: idOf(map['request']), guardian: asDeviceId(bytesOf(map['guardian'], 16)), proof: asProof(map['proof']) };
    }
    default:
      return kind satisfies never;
  }
}

const isSaid = (kind: Decoded | undefined): kind is Said['do'] => typeof kind === 'string' && KINDS.has(kind);

function asRequest(found: Decoded): Request {
  const map = asMap(found, ['box', 'do', 'lock', 'record', 'reply', 'time', 'why']);
  const why = asLabel(map['why'], WHY_LIMIT);
  if (!/[^ \t\r\n]/.test(why)) throw new Refusal('malformed', 'a request without a reason');
  const lock = map['lock'];
  if (!(lock instanceof Uint8Array)) throw new Refusal('malformed', 'lock');
  parseIdentityLock(lock);
  return {
    do: 'request',
    record: brand<RecordId>(bytesOf(map['record'], 16)),
    box: brand<ItemId>(bytesOf(map['box'], 32)),
    lock,
    reply: bytesOf(map['reply'], KEM_KEY_SIZE),
    time: asNumber(map['time']),
    why,
  };
}

function asProof(value: Decoded | undefined): Bytes {
  const isNone = value instanceof Uint8Array && value.length === 0;
  return bytesOf(value, isNone ? 0 : PROOF_SIZE);
}

const idOf = (value: Decoded | undefined): OpeningId => brand<OpeningId>(bytesOf(value, 32));

export function isInTime({ time }: Request, now: number): boolean {
  return time - AHEAD_MILLISECONDS <= now && now <= time + OPENING_MILLISECONDS;
}

/** The HPKE `info` that binds a share to one request and one guardian. */
export function releaseInfo(request: OpeningId, guardian: DeviceId): Bytes {
  return concat(label('release'), request, guardian);
}

/** What a guardian signs with the share: whoever gives a false one has signed it. */
export function shareMessage(request: OpeningId, share: Share): Bytes {
  return concat(label('share-sig'), request, plainHash(share));
}
