/**
 * How a voice or picture hangs in a testimony (PROTOCOL section 25): a member of the collection `gw_media`, whose field `file` is the manifest. A manifest
 * holds the file's key, so a screen gets the file's kind in its place.
 */
import { type Bytes, base64url, fromBase64url, hex } from '../format/bytes';
import type { Manifest } from '../format/chunk';
import { decodeManifest, encodeManifest } from '../format/manifest';
import type { Path } from '../format/change';
import { isRefusal } from '../format/refusals';
import type { SealField, Value } from '../journey';
import type { Treatment } from '../journey/media';

/** What the app records and makes. Anything else a screen may not keep, nor show. */
export const KINDS: ReadonlySet<string> = new Set(['audio/webm', 'audio/mp4', 'audio/ogg', 'image/jpeg']);
const COLLECTION = 'gw_media';
const FILE = 'file';

export function mediaFields(member: Bytes, manifest: Manifest, how: Treatment, ms: number): readonly SealField[] {
  const field = (name: string, value: SealField['value']): SealField => ({ path: [COLLECTION, hex(member), name], value, compartment: 'testimony' });
  const fields = [field(FILE, base64url(encodeManifest(manifest))), field('how', how)];
  return ms > 0 ? [...fields, field('ms', ms)] : fields;
}

export const isFile = (path: Path): boolean => path.length === 3 && path[0] === COLLECTION && path[2] === FILE;

/** Null for a value that is none. */
export function manifestOf(x: Value): Manifest | null {
  const bytes = typeof x === 'string' ? fromBase64url(x) : null;
  if (bytes === null) return null;
  try {
    return decodeManifest(bytes);
  } catch (cause) {
    if (isRefusal(cause)) return null;
    throw cause;
  }
}

/** What a screen may see of a value. */
export const shownValue = (path: Path, x: Value): Value => (isFile(path) ? (manifestOf(x)?.kind ?? null) : x);
