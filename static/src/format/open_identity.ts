/** Reads identity boxes, as `identity.ts` lays them out: what only those do who carry a witness's name further, so no documenter's phone fetches it first. */
import { brand, concat } from './bytes';
import { type Decoded, decode } from './canonical';
import { type Path, type RecordId, type Value, asPath, asValue, isMemberPath, pathKey } from './change';
import { asDeviceId, asTeamId } from './device';
import type { StreamId } from './envelope';
import { type Identity, type ParsedIdentity, type ParsedLock, SHARE_BOX_SIZE, identityPrefix } from './identity';
import { ITEM_LIMIT } from './item';
import { Reader } from './reader';
import { Refusal } from './refusals';
import { asArray, asMap, bytesOf, isMap } from './shape';

/** Refuses `malformed`, `unknown_suite` and `too_large`. */
export function parseIdentity(box: Uint8Array): ParsedIdentity {
  const reader = readerOf(box);
  const lock = readLock(reader, box);
  const nonce = reader.take(12);
  const ciphertext = reader.take(reader.u32());
  reader.end();
  return { ...lock, nonce, ciphertext };
}

/** Refuses `malformed`, `unknown_suite` and `too_large`. */
export function parseIdentityLock(lock: Uint8Array): ParsedLock {
  const reader = readerOf(lock);
  const parsed = readLock(reader, lock);
  reader.end();
  return parsed;
}

function readerOf(data: Uint8Array): Reader {
  if (data.length > ITEM_LIMIT) throw new Refusal('too_large', `${data.length} bytes`);
  return new Reader(data);
}

function readLock(reader: Reader, data: Uint8Array): ParsedLock {
  reader.magic('GWI1');
  reader.suite();
  const place = { teamId: asTeamId(reader.take(32)), stream: brand<StreamId>(reader.take(16)), no: reader.u32() };
  const roster = { rosterSeq: reader.u32(), rosterHead: reader.take(32) };
  const k = reader.u8();
  const n = reader.u8();
  if (k === 0 || k > n) throw new Refusal('malformed', `${k} of ${n}`);
  const fields = { ...place, ...roster, k, commit: reader.take(32), shareHashes: Array.from({ length: n }, () => reader.take(32)) };
  const shareBoxes = Array.from({ length: n }, () => reader.take(SHARE_BOX_SIZE));
  return { ...fields, prefix: identityPrefix(fields), shareBoxes, lock: concat(data.subarray(0, reader.at)) };
}

/** Refuses `malformed`, `not_canonical` and `too_large`. */
export function decodeIdentity(bytes: Uint8Array): Identity {
  const found = decode(bytes);
  const isSigned = isMap(found) && 'by' in found;
  const map = asMap(found, isSigned ? ['by', 'fields', 'record', 'sig'] : ['fields', 'record']);
  const by = isSigned ? { device: asDeviceId(bytesOf(map['by'], 16)), signature: bytesOf(map['sig'], 64) } : null;
  const fields = asArray(map['fields']).map(asField);
  if (new Set(fields.map(([path]) => pathKey(path))).size !== fields.length) throw new Refusal('malformed', 'a path twice in one box');
  return { record: brand<RecordId>(bytesOf(map['record'], 16)), fields, by };
}

function asField(value: Decoded): readonly [Path, Value] {
  const [path, x, ...more] = asArray(value);
  if (x === undefined || more.length > 0) throw new Refusal('malformed', 'field');
  const place = asPath(path);
  if (isMemberPath(place)) throw new Refusal('malformed', 'a member is not a field');
  return [place, asValue(x)];
}
