/**
 * A change: what one person set, removed or decided in one record, and what they had seen (PROTOCOL section 8).
 * Checks a change by itself; what it means beside others is `history.ts`.
 */
import { type Branded, type Bytes, type ChangeId, type DeviceId, type ValueId, brand, compare, equal, hex, present } from './bytes';
import { type Decoded, decode, encode } from './canonical';
import { deflate, inflate } from './deflate';
import { label, plainHash } from './hash';
import { Refusal } from './refusals';
import { asArray, asMap, bytesOf, isMap } from './shape';

/** Texts are atomic: a value is written by somebody, exactly so. */
export type Value = null | boolean | number | string | readonly string[];
export type FieldPath = readonly [field: string] | readonly [collection: string, member: Bytes, field: string];
/** A member: 16 bytes = position u32 | random 12. */
export type MemberPath = readonly [collection: string, member: Bytes];
export type Path = FieldPath | MemberPath;

export type Compartment = 'testimony' | 'review';
/** The id of a record, 16 bytes. */
export type RecordId = Branded<'RecordId'>;

export interface Op {
  readonly p: Path;
  readonly x: Value;
  /** The ids of the values it replaces, sorted. */
  readonly r: readonly ValueId[];
  /** The reason: an operation that has one is a decision. */
  readonly why?: string;
}
export interface Change {
  readonly record: RecordId;
  readonly compartment: Compartment;
  /** Id and version of the form. */
  readonly form: readonly [string, string];
  /** ms since 1970 by the author's clock: a claim, which decides nothing. */
  readonly time: number;
  /** The frontier of the record as the author saw it, sorted. */
  readonly saw: readonly ChangeId[];
  readonly ops: readonly Op[];
}

/** A change that was opened and whose author was verified. */
export interface Known {
  readonly changeId: ChangeId;
  readonly author: DeviceId;
  readonly change: Change;
}

export const OPS_LIMIT = 2000;
const CHANGE_KEYS = ['compartment', 'form', 'ops', 'record', 'saw', 'time', 'v'];

export function isMemberPath(path: Path): path is MemberPath {
  return path.length === 2;
}

/** One text for one path, for use as a key. It never leaves the program. */
export function pathKey(path: Path): string {
  // The dot keeps a field apart from a member, whose key begins with a digit.
  if (path.length === 1) return `.${path[0]}`;
  const member = memberKey(path[0], path[1]);
  return path.length === 2 ? member : `${member} ${path[2]}`;
}

/** The length keeps apart names that hold spaces. */
export function memberKey(collection: string, member: Uint8Array): string {
  return `${collection.length} ${collection} ${hex(member)}`;
}

/** Sorted, each once: the order of `saw` and `r`. */
export function sortedIds<Id extends Uint8Array>(ids: readonly Id[]): readonly Id[] {
  return ids.toSorted(compare).filter((id, i, sorted) => i === 0 || !equal(id, present(sorted[i - 1])));
}

const DECISION = label('decision');

/** What two equal decisions have in common, and two different ones have not. */
export function decisionId(record: RecordId, op: Op): ValueId {
  return brand<ValueId>(plainHash(DECISION, encode({ record, p: op.p, x: op.x, r: sortedIds(op.r) })));
}

/** The id under which the value of an operation is known. */
export function valueId(changeId: ChangeId, record: RecordId, op: Op): ValueId {
  return op.why === undefined ? changeId : decisionId(record, op);
}

/** Canonical bytes of a change; puts `saw` and `r` in order. Refuses whatever `decodeChange` would, so that no phone seals what nobody can read. */
export function encodeChange(change: Change): Bytes {
  const ops = change.ops.map((op) => ({ ...op, r: sortedIds(op.r) }));
  const { record, compartment, form, time, saw } = change;
  const bytes = encode({ v: 1, record, compartment, form, time, saw: sortedIds(saw), ops });
  decodeChange(bytes);
  return bytes;
}

/** Refuses `malformed`, `not_canonical`, `too_large` and `replaces_several`. */
export function decodeChange(bytes: Uint8Array): Change {
  const map = asMap(decode(bytes), CHANGE_KEYS);
  if (map['v'] !== 1) throw new Refusal('malformed', 'another version of a change');
  const { compartment, time } = map;
  if (compartment !== 'testimony' && compartment !== 'review') throw new Refusal('malformed', 'compartment');
  if (typeof time !== 'number' || time < 0) throw new Refusal('malformed', 'time');
  return {
    record: brand<RecordId>(bytesOf(map['record'], 16)),
    compartment,
    form: asForm(map['form']),
    time,
    saw: asIds(map['saw']).map((id) => brand<ChangeId>(id)),
    ops: asOps(map['ops']),
  };
}

/** What is sealed: the canonical change, deflated. */
export function encodeBody(change: Change): Promise<Bytes> {
  return deflate(encodeChange(change));
}

/** Refuses what `decodeChange` and `inflate` do. */
export async function decodeBody(body: Bytes): Promise<Change> {
  return decodeChange(await inflate(body));
}

function asForm(value: Decoded | undefined): readonly [string, string] {
  const [id, version, ...more] = asArray(value);
  if (typeof id !== 'string' || typeof version !== 'string' || more.length > 0) throw new Refusal('malformed', 'form');
  return [id, version];
}

function asOps(value: Decoded | undefined): readonly Op[] {
  const list = asArray(value);
  if (list.length > OPS_LIMIT) throw new Refusal('too_large', `${list.length} operations`);
  const ops = list.map(asOp);
  if (new Set(ops.map((op) => pathKey(op.p))).size !== ops.length) throw new Refusal('malformed', 'one path twice');
  return ops;
}

function asOp(value: Decoded): Op {
  const decision = isMap(value) && 'why' in value;
  const map = asMap(value, decision ? ['p', 'r', 'why', 'x'] : ['p', 'r', 'x']);
  const p = asPath(map['p']);
  const x = asValue(map['x']);
  const r = asIds(map['r']).map((id) => brand<ValueId>(id));
  if (isMemberPath(p) && typeof x !== 'boolean') throw new Refusal('malformed', 'a member is there or not, nothing else');
  if (!decision) {
    if (r.length > 1 && !isMemberPath(p)) throw new Refusal('replaces_several');
    return { p, x, r };
  }
  const { why } = map;
  if (typeof why !== 'string' || why === '') throw new Refusal('malformed', 'a decision needs a reason');
  return { p, x, r, why };
}

/** A path of one, two or three parts. Refuses `malformed`. */
export function asPath(value: Decoded | undefined): Path {
  const [first, member, field, ...more] = asArray(value);
  if (!isName(first) || more.length > 0) throw new Refusal('malformed', 'path');
  if (member === undefined) return [first];
  const collection = [first, bytesOf(member, 16)] as const;
  if (field === undefined) return collection;
  if (!isName(field)) throw new Refusal('malformed', 'path');
  return [...collection, field];
}

function isName(value: Decoded | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

/** Refuses `malformed`. */
export function asValue(value: Decoded | undefined): Value {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value;
  return asArray(value).map((text) => {
    if (typeof text !== 'string') throw new Refusal('malformed', 'value');
    return text;
  });
}

function asIds(value: Decoded | undefined): readonly Bytes[] {
  const ids = asArray(value).map((id) => bytesOf(id, 32));
  for (const [i, id] of ids.entries()) {
    const before = ids[i - 1];
    if (before !== undefined && compare(before, id) >= 0) throw new Refusal('malformed', 'ids are not sorted');
  }
  return ids;
}
