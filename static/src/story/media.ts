/**
 * Media: the sealed chunks of a file wait on this device, go behind everything that was said, and are put together again where the file's key is known.
 * A file key is never here but in the manifest, which travels in a change.
 */
import { type Bytes, brand, equal, hex, present } from '../format/bytes';
import type { ChunkId, Manifest, SealedChunk } from '../format/chunk';
import { Refusal } from '../format/refusals';
import { folded } from '../archive/folding';
import type { MediaFile } from '../journey/media';
import { chunkId, openChunks } from '../seal/chunk';
import { type Store, type Write, orderKey } from '../store/store';
import type { MediaProgress } from '../sync/courier';
import { type ChunkShelf, type Larder, fetchChunks, sendChunks } from '../sync/media';
import { KINDS, isFile, manifestOf } from './attached';
import { idFromHex } from './names';
import type { Session } from './session';

/**
 * What must be committed together with the change that carries the manifest: a file whose manifest nobody has could never be opened, and a manifest
 * without its file is a promise that cannot be kept. Refuses `chunk_mismatch` for chunks of another file.
 */
export async function chunkWrites({ store }: Session, manifest: Manifest, chunks: readonly SealedChunk[]): Promise<readonly Write[]> {
  const order = (await store.get('counters', 'media')) ?? 0;
  return [{ put: 'counters', key: 'media', row: order + chunks.length }, ...(await fileWrites(order, manifest, chunks))];
}

/** Of one file, from a place on. */
export async function fileWrites(order: number, { chunks: ids }: Manifest, chunks: readonly SealedChunk[]): Promise<readonly Write[]> {
  if (ids.length !== chunks.length) throw new Refusal('chunk_mismatch', `${chunks.length} chunks instead of ${ids.length}`);
  const writes: Write[] = [];
  for (const [index, body] of chunks.entries()) {
    const id = present(ids[index]);
    if (!equal(await chunkId(body), id)) throw new Refusal('chunk_mismatch', `chunk ${index}`);
    writes.push({ put: 'chunks', key: orderKey(order + index), row: { chunkId: hex(id), body } });
  }
  return writes;
}

export async function keepChunks(session: Session, manifest: Manifest, chunks: readonly SealedChunk[]): Promise<void> {
  await session.store.commit(await chunkWrites(session, manifest, chunks));
}

/** What waits, behind all letters; true if it stopped before the end. Refuses what the relay refuses, and `budget_spent`. */
export async function sendMedia(session: Session, tell: (media: MediaProgress) => void, goOn: () => boolean): Promise<boolean> {
  const { mailroom, store, world } = session;
  const chance = (): number => present(world.random(1)[0]) / 256;
  const { refused, more } = await sendChunks({ mailroom, shelf: chunkShelf(store), chance, demand: (bytes) => session.meter?.demandMedia(bytes), tell, goOn });
  if (refused !== null && !more) throw new Refusal(refused, 'a chunk');
  return more;
}

/** A recording or picture of a testimony that this device may read. Refuses `not_found`, `malformed` for a kind that the app does not make, and what `openFile` does. */
export async function openMedia(session: Session, record: string, media: string, valueId: string): Promise<MediaFile> {
  const paths = folded(session.archive.records, hex(idFromHex(record)))?.paths ?? [];
  const values = paths.find(({ path }) => isFile(path) && path[1] instanceof Uint8Array && hex(path[1]) === media)?.values ?? [];
  const manifest = manifestOf(values.find(({ id }) => hex(id) === valueId)?.x ?? null);
  if (manifest === null) throw new Refusal('not_found', 'no such recording');
  if (!KINDS.has(manifest.kind)) throw new Refusal('malformed', 'a kind of media that this app does not make');
  return { kind: manifest.kind, data: await openFile(session, manifest) };
}

/** The file of a manifest. Can be cut off and asked again: what was fetched stays until the file is whole. Refuses what `openChunks` does. */
export async function openFile({ mailroom, store }: Session, manifest: Manifest): Promise<Bytes> {
  await fetchChunks(mailroom, larder(store), manifest.chunks, chunkId);
  const chunks: Bytes[] = [];
  for (const id of manifest.chunks) chunks.push(present(await store.get('fetched', hex(id))));
  try {
    return await openChunks(manifest, chunks);
  } finally {
    await store.commit(manifest.chunks.map((id) => ({ drop: 'fetched', key: hex(id) })));
  }
}

function chunkShelf(store: Store): ChunkShelf {
  return {
    waiting: () => store.count('chunks'),
    async batch(after, limit) {
      const rows = await store.page('chunks', after, limit);
      return rows.map(([order, { chunkId: id, body }]) => ({ id: brand<ChunkId>(idFromHex(id, 32)), body, order }));
    },
    kept: (chunks) => store.commit(chunks.map(({ order }) => ({ drop: 'chunks', key: order }))),
  };
}

function larder(store: Store): Larder {
  return {
    get: async (id) => (await store.get('fetched', hex(id))) ?? null,
    put: (id, soFar) => store.commit([{ put: 'fetched', key: hex(id), row: soFar }]),
    drop: (id) => store.commit([{ drop: 'fetched', key: hex(id) }]),
  };
}
