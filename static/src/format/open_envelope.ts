/** Reads the envelope of a sealed change, as `envelope.ts` lays it out: what only those do who read testimonies, so no documenter's phone fetches it first. */
import { type TeamTag, brand, isZero } from './bytes';
import { AUTHOR_SIZE, type ParsedEnvelope, type StreamId, TAIL_START, type Tail, encodeHeader } from './envelope';
import { ITEM_LIMIT } from './item';
import { padme } from './padme';
import { Reader } from './reader';
import { Refusal } from './refusals';

/** Refuses `malformed`, `unknown_suite` and `too_large`. */
export function parseEnvelope(envelope: Uint8Array): ParsedEnvelope {
  if (envelope.length > ITEM_LIMIT) throw new Refusal('too_large', `${envelope.length} bytes`);
  const reader = new Reader(envelope);
  reader.magic('GWC1');
  reader.suite();
  if (reader.u8() !== 0) throw new Refusal('malformed', 'flags');
  const header = {
    teamTag: brand<TeamTag>(reader.take(16)),
    stream: brand<StreamId>(reader.take(16)),
    chain: reader.u32(),
    seq: reader.u32(),
    prev: reader.take(32),
    lockboxHash: reader.take(32),
    nonce: reader.take(12),
    ctLen: reader.u32(),
  };
  const ciphertext = reader.take(header.ctLen);
  reader.end();
  return { ...header, header: encodeHeader(header), ciphertext };
}

/** Refuses `padding` (a length that cannot be, zeros that are none, or too many or too few of them) and `malformed`. */
export function parseTail(tail: Uint8Array): Tail {
  const reader = new Reader(tail);
  const checkpoint = { size: reader.u64(), root: reader.take(32) };
  const size = reader.u32();
  if (size > reader.left || AUTHOR_SIZE + tail.length !== padme(AUTHOR_SIZE + TAIL_START + size)) throw new Refusal('padding', 'not of the right length');
  const body = reader.take(size);
  if (!isZero(reader.rest())) throw new Refusal('padding', 'not zero');
  return { checkpoint, body };
}
