/** Media on the road: behind all text, whole or not at all, resumable after any cut, and forgotten only when the relay has shown that it keeps it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bytes, brand, equal, hex } from '../../../static/src/format/bytes';
import { CHUNK_SIZE, type ChunkId } from '../../../static/src/format/chunk';
import { plainHash } from '../../../static/src/format/hash';
import { Refusal, isRefusal } from '../../../static/src/format/refusals';
import { chunkId } from '../../../static/src/seal/chunk';
import { type Chunk, type ChunkShelf, type Larder, type Sending, fetchChunks, getChunk, missingChunks, putChunk, sendChunks } from '../../../static/src/sync/media';
import { type Mailroom, Relay, type Send } from '../../../static/src/sync/transport';
import { FakeChunks } from '../fakes/chunks';
import { random } from '../fakes/phone';
import { ServedRelay } from '../fakes/served';

const [TAG, TOKEN] = [random(16), random(32)];
/** `toEqual` takes seconds for a chunk. */
const isSame = (one: Bytes | undefined, other: Bytes): boolean => one !== undefined && equal(one, other);

function chunks(count: number): Chunk[] {
  return Array.from({ length: count }, (_, order) => {
    const body = random(CHUNK_SIZE);
    return { id: brand<ChunkId>(plainHash(body)), body, order: String(order).padStart(3, '0') };
  });
}

class FakeShelf implements ChunkShelf {
  left: readonly Chunk[];
  constructor(left: readonly Chunk[]) {
    this.left = left;
  }
  waiting = (): Promise<number> => Promise.resolve(this.left.length);
  batch = (after: string, limit: number): Promise<readonly Chunk[]> => Promise.resolve(this.left.filter(({ order }) => order > after).slice(0, limit));
  kept = (gone: readonly Chunk[]): Promise<void> => {
    this.left = this.left.filter((one) => !gone.includes(one));
    return Promise.resolve();
  };
}

/** A larder in memory, and how many bytes were put into it. */
function larder(): Larder & { readonly held: Map<string, Bytes> } {
  const held = new Map<string, Bytes>();
  const put = async (id: ChunkId, soFar: Bytes): Promise<void> => void held.set(hex(id), soFar);
  return { held, get: async (id) => held.get(hex(id)) ?? null, put, drop: async (id) => void held.delete(hex(id)) };
}

function overFake(kept: FakeChunks, before: (call: string) => void = () => undefined): Mailroom {
  const send: Send = async (url, init) => {
    const [path, body] = [new URL(url).pathname.split('/').slice(5).join('/'), (init.body ?? new Uint8Array()) as Bytes];
    before(`${init.method} ${path}`);
    try {
      return kept.answer(init.method ?? 'GET', path, body, new Headers(init.headers).get('Range')) ?? new Response(null, { status: 404 });
    } catch (cause) {
      if (!isRefusal(cause)) throw cause;
      return Response.json({ error: { name: cause.name } }, { status: 400 });
    }
  };
  return new Relay('http://relay', send).at(TAG, TOKEN);
}

const sending = (mailroom: Mailroom, shelf: ChunkShelf, more: Partial<Sending> = {}): Sending => ({
  mailroom, shelf, chance: Math.random, demand: () => undefined, tell: () => undefined, goOn: () => true, ...more,
});

describe.each(['in memory', 'as it is served'])('a relay %s', (which) => {
  let served: ServedRelay | null = null;
  let mailroom: Mailroom;
  beforeAll(async () => {
    if (which === 'in memory') mailroom = overFake(new FakeChunks());
    else {
      served = await ServedRelay.start();
      const relay = new Relay(served.url, (url, init) => fetch(url, init));
      await relay.createTeam(TAG, random(32), plainHash(TOKEN), null);
      mailroom = relay.at(TAG, TOKEN);
    }
  }, 60_000);
  afterAll(() => served?.stop());

  test('keeps chunks, says which it misses, and gives back any range', async () => {
    const [one, other] = chunks(2) as [Chunk, Chunk];
    await putChunk(mailroom, one.id, one.body);
    await putChunk(mailroom, one.id, one.body);
    expect(await missingChunks(mailroom, [one.id, other.id])).toEqual(new Set([hex(other.id)]));
    expect(await getChunk(mailroom, one.id, 100, 133)).toEqual(one.body.slice(100, 133));
    expect(await getChunk(mailroom, one.id, CHUNK_SIZE - 1, CHUNK_SIZE)).toEqual(one.body.slice(-1));
    await expect(getChunk(mailroom, other.id, 0, 1)).rejects.toMatchObject({ name: 'not_found' });
    await expect(putChunk(mailroom, other.id, one.body)).rejects.toMatchObject({ name: 'chunk_mismatch' });
  });

  test('gets a film of many chunks, and gives it to somebody else', async () => {
    const film = chunks(11);
    const shelf = new FakeShelf(film);
    expect(await sendChunks(sending(mailroom, shelf))).toEqual({ refused: null, more: false });
    expect(shelf.left).toEqual([]);
    const { held, ...rest } = larder();
    await fetchChunks(mailroom, rest, film.map(({ id }) => id), chunkId);
    for (const { id, body } of film) expect(isSame(held.get(hex(id)), body)).toBe(true);
  });
});

describe('a connection that is cut', () => {
  test('at any request loses nothing and sends no chunk twice that had arrived', async () => {
    const film = chunks(10);
    for (let cut = 0; ; cut += 1) {
      const [kept, shelf, puts] = [new FakeChunks(), new FakeShelf(film), new Map<string, number>()];
      let calls = 0;
      const mailroom = overFake(kept, (call) => {
        calls += 1;
        if (calls === cut + 1) throw new TypeError('cut');
        if (call.startsWith('PUT')) puts.set(call, (puts.get(call) ?? 0) + 1);
      });
      const first = await sendChunks(sending(mailroom, shelf)).catch((cause: unknown) => cause);
      for (const chunk of film) expect(shelf.left.includes(chunk) || kept.kept.has(hex(chunk.id))).toBe(true);
      if (!(first instanceof Refusal)) break;
      await sendChunks(sending(mailroom, shelf));
      expect(shelf.left).toEqual([]);
      expect([...puts.values()].every((times) => times === 1)).toBe(true);
    }
  });

  test('in the middle of a chunk that is fetched goes on there', async () => {
    const [kept, [chunk]] = [new FakeChunks(), chunks(1) as [Chunk]];
    kept.kept.set(hex(chunk.id), chunk.body);
    const asked: string[] = [];
    let isCut = true;
    const mailroom = overFake(kept, (call) => {
      asked.push(call);
      if (isCut && asked.length === 3) throw new TypeError('cut');
    });
    const shelf = larder();
    await expect(fetchChunks(mailroom, shelf, [chunk.id], chunkId)).rejects.toMatchObject({ name: 'relay_unreachable' });
    isCut = false;
    await fetchChunks(mailroom, shelf, [chunk.id], chunkId);
    // Two pieces before the cut, the cut one, and the two that were left.
    expect(asked).toHaveLength(5);
    expect(isSame(shelf.held.get(hex(chunk.id)), chunk.body)).toBe(true);
  });
});

describe('a relay that lies', () => {
  test.each([
    ['says "kept" and keeps nothing', { forgetsAtOnce: true }, 'server_error'],
    ['misses nothing and has nothing', { missesNothing: true, forgetsAtOnce: true }, 'not_found'],
    ['invents what it should show', { missesNothing: true, inventsPieces: true }, 'chunk_mismatch'],
  ])('and %s makes no phone forget', async (_what, lies, name) => {
    const shelf = new FakeShelf(chunks(2));
    await expect(sendChunks(sending(overFake(Object.assign(new FakeChunks(), lies)), shelf))).rejects.toMatchObject({ name });
    expect(shelf.left).toHaveLength(2);
  });

  test('and gives another chunk is found out, and asked again for the whole of it', async () => {
    const [kept, [chunk, other]] = [new FakeChunks(), chunks(2) as [Chunk, Chunk]];
    kept.kept.set(hex(chunk.id), other.body);
    const shelf = larder();
    await expect(fetchChunks(overFake(kept), shelf, [chunk.id], chunkId)).rejects.toMatchObject({ name: 'chunk_mismatch' });
    kept.kept.set(hex(chunk.id), chunk.body);
    await fetchChunks(overFake(kept), shelf, [chunk.id], chunkId);
    expect(isSame(shelf.held.get(hex(chunk.id)), chunk.body)).toBe(true);
  });
});

describe('what waits', () => {
  test('gives way to text between two chunks, and says so', async () => {
    const shelf = new FakeShelf(chunks(3));
    const told: number[] = [];
    const answer = await sendChunks(sending(overFake(new FakeChunks()), shelf, { goOn: () => told.length < 2, tell: ({ mediaDone }) => told.push(mediaDone) }));
    expect(answer).toEqual({ refused: null, more: true });
    expect(told).toEqual([0, CHUNK_SIZE]);
    expect(shelf.left).toHaveLength(2);
  });

  test('stops no other if one of it was damaged on the disk, and the damaged one is named', async () => {
    const film = chunks(3);
    (film[1] as Chunk).body[0] = ((film[1] as Chunk).body[0] as number) ^ 1;
    const shelf = new FakeShelf(film);
    const told: number[] = [];
    const answer = await sendChunks(sending(overFake(new FakeChunks()), shelf, { tell: ({ mediaDone }) => told.push(mediaDone) }));
    expect(answer).toEqual({ refused: 'chunk_mismatch', more: false });
    expect(shelf.left.map(({ order }) => order)).toEqual(['001']);
    expect(told.at(-1)).toBe(2 * CHUNK_SIZE);
  });

  test('does not go where the budget does not allow it', async () => {
    const shelf = new FakeShelf(chunks(3));
    let allowed = CHUNK_SIZE;
    const demand = (bytes: number): void => {
      if (bytes > allowed) throw new Refusal('budget_spent');
      allowed -= bytes;
    };
    await expect(sendChunks(sending(overFake(new FakeChunks()), shelf, { demand }))).rejects.toMatchObject({ name: 'budget_spent' });
    expect(shelf.left).toHaveLength(2);
  });
});
