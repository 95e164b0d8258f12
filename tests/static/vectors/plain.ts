/**
 * Vector files as they lie in tests/vectors (README.md there): how bytes, paths and changes are written in JSON. Knows no file system, so that it
 * runs in a browser too.
 */
import { type Bytes, brand, concat, fromHex, hex } from '../../../static/src/format/bytes';
import type { Canonical, Decoded } from '../../../static/src/format/canonical';
import { type Change, type Known, type Op, type Path, type RecordId, type Value, asPath, asValue } from '../../../static/src/format/change';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonMap = { readonly [key: string]: Json };

export interface VectorFile {
  readonly noun: string;
  readonly about: string;
  readonly world?: JsonMap;
  readonly cases: readonly JsonMap[];
}

/** What one operation of a vector file gives. Refusals are thrown. */
export type Operation = (one: Case) => Json | Promise<Json>;
/** Operations by noun and by what the case says to do. */
export type Operations = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

export interface Verdict {
  readonly file: string;
  readonly name: string;
  readonly ok: boolean;
  /** What this language gave instead of what was expected. */
  readonly got: string;
}

export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One case, or a map within it, read without doubt: what is not there or of another kind is an error of the vectors. */
export class Case {
  readonly fields: JsonMap;
  readonly world: JsonMap;

  constructor(fields: JsonMap, world: JsonMap) {
    this.fields = fields;
    this.world = world;
  }

  has(name: string): boolean {
    return this.fields[name] !== undefined && this.fields[name] !== null;
  }

  json(name: string): Json {
    const value = this.fields[name];
    if (value === undefined) throw new TypeError(`no "${name}" in ${JSON.stringify(this.fields).slice(0, 200)}`);
    return value;
  }

  text(name: string): string {
    const value = this.json(name);
    if (typeof value !== 'string') throw new TypeError(`"${name}" is no text`);
    return value;
  }

  number(name: string): number {
    const value = this.json(name);
    if (typeof value !== 'number') throw new TypeError(`"${name}" is no number`);
    return value;
  }

  list(name: string): readonly Json[] {
    return listOf(this.json(name));
  }

  map(name: string): Case {
    const value = this.json(name);
    if (!isMap(value)) throw new TypeError(`"${name}" is no map`);
    return new Case(value, this.world);
  }

  maps(name: string): readonly Case[] {
    return this.list(name).map((value) => {
      if (!isMap(value)) throw new TypeError(`"${name}" holds what is no map`);
      return new Case(value, this.world);
    });
  }

  bytes(name: string): Bytes {
    return bytesOf(this.json(name), this.world);
  }

  bytesList(name: string): readonly Bytes[] {
    return this.list(name).map((value) => bytesOf(value, this.world));
  }
}

export function listOf(value: Json): readonly Json[] {
  if (!Array.isArray(value)) throw new TypeError(`${JSON.stringify(value).slice(0, 100)} is no list`);
  return value;
}

/** Hex, or {"parts": [[hex, times], ..]}, or {"from": name in the world's bytes, and "flip": [place, mask], "cut": n, "add": hex}. */
export function bytesOf(spec: Json, world: JsonMap): Bytes {
  if (typeof spec === 'string') {
    const bytes = fromHex(spec);
    if (bytes === null) throw new TypeError(`${spec.slice(0, 40)} is no hex`);
    return bytes;
  }
  if (!isMap(spec)) throw new TypeError(`${JSON.stringify(spec)} names no bytes`);
  const { parts, from, flip, cut, add } = spec;
  if (parts !== undefined) return concat(...listOf(parts).map((part) => repeated(listOf(part), world)));
  const named = isMap(world['bytes']) && typeof from === 'string' ? world['bytes'][from] : undefined;
  if (named === undefined) throw new TypeError(`no bytes ${JSON.stringify(from)}`);
  const bytes = bytesOf(named, world);
  if (flip !== undefined) {
    const [place, mask] = listOf(flip).map(Number);
    const at = (place ?? 0) < 0 ? bytes.length + (place ?? 0) : (place ?? 0);
    bytes[at] = (bytes[at] ?? 0) ^ (mask ?? 0);
  }
  const kept = typeof cut === 'number' ? bytes.slice(0, bytes.length - cut) : bytes;
  return typeof add === 'string' ? concat(kept, bytesOf(add, world)) : kept;
}

function repeated([part, times]: readonly Json[], world: JsonMap): Bytes {
  const bytes = bytesOf(part ?? null, world);
  const whole = new Uint8Array(bytes.length * Number(times));
  for (let i = 0; i < Number(times); i += 1) whole.set(bytes, i * bytes.length);
  return whole;
}

/** Any value of a canonical map, where bytes are {"hex": ..}. */
export function valueOf(json: Json): Decoded {
  if (json === null || typeof json !== 'object') return json;
  if (!isMap(json)) return listOf(json).map(valueOf);
  if (Object.keys(json).length === 1 && json['hex'] !== undefined) return bytesOf(json['hex'], {});
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, valueOf(value)]));
}

export function jsonOf(value: Canonical): Json {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return { hex: hex(value) };
  if (isList(value)) return value.map(jsonOf);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, jsonOf(each)]));
}

function isList(value: object): value is readonly Canonical[] {
  return Array.isArray(value);
}

export function pathOf(json: Json): Path {
  return asPath(valueOf(json));
}

export function xOf(json: Json): Value {
  return asValue(valueOf(json));
}

export function opOf(op: Case): Op {
  const named = { p: pathOf(op.json('p')), x: xOf(op.json('x')), r: op.bytesList('r').map((id) => brand<Op['r'][number]>(id)) };
  return op.has('why') ? { ...named, why: op.text('why') } : named;
}

export function changeOf(change: Case): Change {
  const compartment = change.text('compartment');
  const [id, version] = change.list('form');
  return {
    record: brand<RecordId>(change.bytes('record')),
    compartment: compartment === 'review' ? 'review' : 'testimony',
    form: [String(id), String(version)],
    time: change.number('time'),
    saw: change.bytesList('saw').map((seen) => brand<Known['changeId']>(seen)),
    ops: change.maps('ops').map(opOf),
  };
}

export function changeJson({ record, compartment, form, time, saw, ops }: Change): Json {
  const written = ops.map(({ p, x, r, why }) => ({ p: jsonOf(p), x: jsonOf(x), r: r.map(hex), ...(why === undefined ? {} : { why }) }));
  return { record: hex(record), compartment, form, time, saw: saw.map(hex), ops: written };
}
