/** The chunk calls of a relay in memory (PROTOCOL sections 12 and 13). It can be told to lie: to say "kept" and keep nothing. */
import { type Bytes, hex } from '../../../static/src/format/bytes';
import { decode, encode } from '../../../static/src/format/canonical';
import { CHUNK_SIZE } from '../../../static/src/format/chunk';
import { plainHash } from '../../../static/src/format/hash';
import { Refusal } from '../../../static/src/format/refusals';

export class FakeChunks {
  readonly kept = new Map<string, Bytes>();
  /** Answers 204 and stores nothing. */
  forgetsAtOnce = false;
  /** Says that it misses nothing, whatever it has. */
  missesNothing = false;
  /** Shows zeros for what it does not have. */
  inventsPieces = false;

  /** `rest` is the path behind the team's, without its first slash. Null if it is none of these calls. */
  answer(method: string, rest: string, body: Bytes, range: string | null): Response | null {
    if (method === 'POST' && rest === 'chunks/have') return this.#have(body);
    const [, id = ''] = /^chunks\/([0-9a-f]{64})$/.exec(rest) ?? [];
    if (id === '') return null;
    return method === 'PUT' ? this.#put(id, body) : this.#get(id, range);
  }

  #have(body: Bytes): Response {
    const { ids } = decode(body) as unknown as { ids: Bytes[] };
    const missing = this.missesNothing ? [] : ids.filter((id) => !this.kept.has(hex(id)));
    return new Response(encode({ missing }));
  }

  #put(id: string, body: Bytes): Response {
    if (body.length !== CHUNK_SIZE || hex(plainHash(body)) !== id) throw new Refusal('chunk_mismatch');
    if (!this.forgetsAtOnce) this.kept.set(id, body.slice());
    return new Response(null, { status: 204 });
  }

  #get(id: string, range: string | null): Response {
    const chunk = this.kept.get(id) ?? (this.inventsPieces ? new Uint8Array(CHUNK_SIZE) : null);
    if (chunk === null) throw new Refusal('not_found');
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
    return start === undefined ? new Response(chunk.slice()) : new Response(chunk.slice(Number(start), Number(end) + 1), { status: 206 });
  }
}
