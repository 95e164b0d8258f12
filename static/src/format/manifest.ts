/** The manifest of a media file, as bytes (PROTOCOL section 12): it travels in a change. */
import { type Bytes, brand } from './bytes';
import { decode, encode } from './canonical';
import { type ChunkId, type Manifest, chunkCount } from './chunk';
import { Refusal } from './refusals';
import { asArray, asMap, asNumber, bytesOf } from './shape';

export function encodeManifest({ fk, mediaId, size, sha256, chunks, kind }: Manifest): Bytes {
  return encode({ fk, media_id: mediaId, count: chunks.length, size, sha256, chunks, kind });
}

/** Refuses `malformed` (also if count, size and chunks do not agree), `not_canonical` and `too_large`. */
export function decodeManifest(bytes: Uint8Array): Manifest {
  const map = asMap(decode(bytes), ['chunks', 'count', 'fk', 'kind', 'media_id', 'sha256', 'size']);
  const { count, kind } = map;
  const size = asNumber(map['size']);
  const chunks = asArray(map['chunks']).map((id) => brand<ChunkId>(bytesOf(id, 32)));
  if (typeof kind !== 'string' || kind === '') throw new Refusal('malformed', 'kind');
  if (count !== chunks.length || count !== chunkCount(size)) throw new Refusal('malformed', 'count, size and chunks do not agree');
  return { fk: bytesOf(map['fk'], 32), mediaId: bytesOf(map['media_id'], 16), size, sha256: bytesOf(map['sha256'], 32), chunks, kind };
}
