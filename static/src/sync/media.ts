/**
 * Media on the road: sealed chunks that go behind all letters, and come when somebody asks for a file. Every step can be cut off and is taken up
 * where it was: the relay is asked first what it has, and putting a chunk twice is harmless.
 *
 * A chunk is forgotten here only after the relay has said "kept", does not miss it when it is asked afterwards, and has shown a piece of it that was
 * chosen at random: a relay that keeps nothing cannot know which. Opens no chunk and knows of no file.
 */
import { type Bytes, concat, equal, hex } from '../format/bytes';
import { decode, encode } from '../format/canonical';
import { CHUNK_SIZE, type ChunkId } from '../format/chunk';
import { Refusal, type RefusalName, isRefusal } from '../format/refusals';
import { bytesOf } from '../format/shape';
import { fields } from './answers';
import type { MediaProgress } from './courier';
import type { Mailroom } from './transport';

export interface Chunk {
  readonly id: ChunkId;
  readonly body: Bytes;
  /** Its place on the shelf. */
  readonly order: string;
}
/** What the road needs of whoever keeps the chunks. Every call is one transaction. */
export interface ChunkShelf {
  waiting(): Promise<number>;
  /** Oldest first, those behind place `after`. */
  batch(after: string, limit: number): Promise<readonly Chunk[]>;
  /** The relay keeps them: they go. */
  kept(chunks: readonly Chunk[]): Promise<void>;
}
/** What was fetched so far of each chunk. */
export interface Larder {
  get(id: ChunkId): Promise<Bytes | null>;
  put(id: ChunkId, soFar: Bytes): Promise<void>;
  drop(id: ChunkId): Promise<void>;
}
export interface Sending {
  readonly mailroom: Mailroom;
  readonly shelf: ChunkShelf;
  /** From 0 to 1, and below 1. */
  readonly chance: () => number;
  /** Refuses `budget_spent` where so many bytes of media may not go now. */
  readonly demand: (bytes: number) => void;
  readonly tell: (media: MediaProgress) => void;
  /** False as soon as something that was said waits to be sent: text first. */
  readonly goOn: () => boolean;
}
export interface Sent {
  /** Why the relay will not take some of them. These stay, and stop no other. */
  readonly refused: RefusalName | null;
  /** True if there is more, and it stopped for text. */
  readonly more: boolean;
}

/** Asked for, sent and forgotten together: 2 MiB in memory. */
const CHUNKS_AT_ONCE = 8;
/** Long enough that it cannot be guessed, short enough to cost nothing. */
const SHOWN_BYTES = 32;
/** What is lost if the connection is cut while a chunk comes. */
const PIECE_BYTES = 65_536;
const ANSWER_LIMIT = 1 << 20;

/** Those of these chunks, at most 1,000, that the relay does not have. */
export async function missingChunks(mailroom: Mailroom, ids: readonly ChunkId[]): Promise<ReadonlySet<string>> {
  const answer = await mailroom.ask('POST', '/chunks/have', { body: encode({ ids }), type: 'application/cbor' });
  return new Set(fields(decode(answer, ANSWER_LIMIT)).list('missing').map((id) => hex(bytesOf(id, 32))));
}

/** Durable at the relay when it resolves. Refuses `chunk_mismatch`, `quota` and `disk_full`. */
export async function putChunk(mailroom: Mailroom, id: ChunkId, chunk: Bytes): Promise<void> {
  await mailroom.ask('PUT', `/chunks/${hex(id)}`, { body: chunk, type: 'application/octet-stream' });
}

/** The bytes from `start` to before `end`. Refuses `not_found`, and `malformed` for another number of bytes. */
export async function getChunk(mailroom: Mailroom, id: ChunkId, start: number, end: number): Promise<Bytes> {
  const piece = await mailroom.ask('GET', `/chunks/${hex(id)}`, undefined, `bytes=${start}-${end - 1}`);
  if (piece.length !== end - start) throw new Refusal('malformed', `${piece.length} bytes of a chunk instead of ${end - start}`);
  return piece;
}

/** Everything that waits, as long as it may go on. */
export async function sendChunks(sending: Sending): Promise<Sent> {
  const { shelf, tell, goOn } = sending;
  const mediaTotal = (await shelf.waiting()) * CHUNK_SIZE;
  let [mediaDone, after]: [number, string] = [0, ''];
  let refused: RefusalName | null = null;
  tell({ mediaDone, mediaTotal });
  for (;;) {
    const chunks = await shelf.batch(after, CHUNKS_AT_ONCE);
    const last = chunks.at(-1);
    if (last === undefined) return { refused, more: false };
    const before = await missingChunks(sending.mailroom, chunks.map(({ id }) => id));
    await forget(sending, chunks.filter(({ id }) => !before.has(hex(id))));
    for (const chunk of chunks) {
      if (!goOn()) return { refused, more: true };
      const name = before.has(hex(chunk.id)) ? await send(sending, chunk) : null;
      refused = name ?? refused;
      // Told after each, because on a slow network one takes a minute.
      if (name === null) mediaDone += CHUNK_SIZE;
      tell({ mediaDone, mediaTotal });
    }
    after = last.order;
  }
}

/** Null if the relay keeps it now; a chunk that it will never take is named. */
async function send(sending: Sending, chunk: Chunk): Promise<RefusalName | null> {
  sending.demand(CHUNK_SIZE);
  try {
    await putChunk(sending.mailroom, chunk.id, chunk.body);
  } catch (cause) {
    if (isRefusal(cause) && cause.name === 'chunk_mismatch') return cause.name;
    throw cause;
  }
  const missing = await missingChunks(sending.mailroom, [chunk.id]);
  if (missing.has(hex(chunk.id))) throw new Refusal('server_error', 'a chunk that was "kept" is missing');
  await forget(sending, [chunk]);
  return null;
}

async function forget({ mailroom, shelf, chance }: Sending, chunks: readonly Chunk[]): Promise<void> {
  for (const { id, body } of chunks) {
    const start = Math.floor(chance() * (CHUNK_SIZE - SHOWN_BYTES));
    const shown = await getChunk(mailroom, id, start, start + SHOWN_BYTES);
    if (!equal(shown, body.subarray(start, start + SHOWN_BYTES))) throw new Refusal('chunk_mismatch', 'the relay does not keep what it says');
  }
  if (chunks.length > 0) await shelf.kept(chunks);
}

/** All of these chunks in the larder, whole. `idOf` is SHA-256. Refuses `not_found`, and `chunk_mismatch` for what is not the chunk: it is thrown away. */
export async function fetchChunks(mailroom: Mailroom, larder: Larder, ids: readonly ChunkId[], idOf: (chunk: Bytes) => Promise<ChunkId>): Promise<void> {
  for (const id of ids) {
    let soFar = (await larder.get(id)) ?? new Uint8Array();
    while (soFar.length < CHUNK_SIZE) {
      soFar = concat(soFar, await getChunk(mailroom, id, soFar.length, Math.min(CHUNK_SIZE, soFar.length + PIECE_BYTES)));
      await larder.put(id, soFar);
    }
    if (equal(await idOf(soFar), id)) continue;
    await larder.drop(id);
    throw new Refusal('chunk_mismatch');
  }
}
