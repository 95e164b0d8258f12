/** Keys to which JavaScript gives a meaning, in everything that comes from others: they are keys like others, and change no object but their own. */
import { afterEach, describe, expect, test } from 'vitest';
import { type TeamTag, brand, concat, utf8 } from '../../../static/src/format/bytes';
import { decodeBundle } from '../../../static/src/format/bundle';
import { type Canonical, decode, encode } from '../../../static/src/format/canonical';
import { decodeChange } from '../../../static/src/format/change';
import { decodeManifest } from '../../../static/src/format/manifest';
import { decodeIdentity } from '../../../static/src/format/open_identity';
import { decodeRequest, decodeWelcome } from '../../../static/src/format/invite';
import { decodeSaid } from '../../../static/src/format/opening_said';
import { Refusal } from '../../../static/src/format/refusals';
import { asMap } from '../../../static/src/format/shape';

const KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__', 'then'];
const TAG = brand<TeamTag>(new Uint8Array(16));

/** A map with this key, as bytes: an object literal would give it its meaning. */
const mapWith = (key: string, value: Canonical, more: { readonly [key: string]: Canonical } = {}): Uint8Array =>
  encode(Object.assign(Object.create(null), more, Object.fromEntries([[key, value]])));

afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { owned?: unknown }).owned).toBeUndefined();
});

describe('a key that JavaScript gives a meaning', () => {
  test.each(KEYS)('%s is a key like others, and gives no object a property', (key) => {
    const read = decode(mapWith(key, { owned: true }));
    expect(Object.getPrototypeOf(read)).toBeNull();
    expect(Object.keys(read as object)).toEqual([key]);
    expect(Object.getOwnPropertyDescriptor(read, key)?.value).toEqual({ owned: true });
  });

  test.each(KEYS)('%s makes no bundle, change, welcome, request, name, manifest or opening', (key) => {
    const readers = [decodeChange, decodeWelcome, decodeRequest, decodeIdentity, decodeManifest, decodeSaid, (data: Uint8Array) => decodeBundle(concat(utf8('GWB1'), Uint8Array.of(1), TAG, data), TAG)];
    for (const reader of readers) {
      for (const more of [{}, { do: 'deliver', items: [] }, { do: key }]) expect(() => reader(mapWith(key, { owned: true }, more)), key).toThrow(Refusal);
    }
  });

  test.each(KEYS)('%s does not stand for a key that is missing', (key) => {
    expect(() => asMap(decode(encode({})), [key])).toThrow(Refusal);
    expect(() => asMap(decode(mapWith('a', 1)), ['a', key])).toThrow(Refusal);
  });
});
