/**
 * The envelope of a sealed change (PROTOCOL section 7): a header that the relay may see, and around the body what only readers see.
 * Lays bytes out and reads them; opens and checks nothing that takes a key.
 */
import { type Branded, type Bytes, type ChangeId, type TeamTag, brand, concat, u32, u64, u8, utf8 } from './bytes';
import { hash, label, plainHash } from './hash';
import { padme } from './padme';

/** One record, one compartment, one device: 16 random bytes. */
export type StreamId = Branded<'StreamId'>;
/** A sealed change, as it lies on the relay. */
export type SealedChange = Branded<'SealedChange'>;

export const HEADER_SIZE = 126;
/** Device id and signature, before the tail. */
export const AUTHOR_SIZE = 80;
/** log_size, log_root and len, before the body. */
export const TAIL_START = 44;

export interface Header {
  readonly teamTag: TeamTag;
  readonly stream: StreamId;
  readonly chain: number;
  readonly seq: number;
  /** The id of the stream's last change, zero for the first. */
  readonly prev: Bytes;
  readonly lockboxHash: Bytes;
  readonly nonce: Bytes;
  /** Counts the tag. */
  readonly ctLen: number;
}
export interface ParsedEnvelope extends Header {
  /** The 126 bytes themselves: what is authenticated and signed. */
  readonly header: Bytes;
  readonly ciphertext: Bytes;
}
/** The last checkpoint of the relay's log that the writer verified; zero while there is none. */
export interface Checkpoint {
  readonly size: number;
  readonly root: Bytes;
}
export interface Tail {
  readonly checkpoint: Checkpoint;
  readonly body: Bytes;
}

export const NO_CHECKPOINT: Checkpoint = { size: 0, root: new Uint8Array(32) };

export function encodeHeader(header: Header): Bytes {
  const { teamTag, stream, chain, seq, prev, lockboxHash, nonce, ctLen } = header;
  return concat(utf8('GWC1'), u8(1), u8(0), teamTag, stream, u32(chain), u32(seq), prev, lockboxHash, nonce, u32(ctLen));
}

export function changeId(envelope: Uint8Array): ChangeId {
  return brand<ChangeId>(hash('change', envelope));
}

/** What the author signs: it binds the header, so that a body cannot be moved to another place. */
export function changeMessage(header: Uint8Array, tail: Uint8Array): Bytes {
  return concat(label('change-sig'), plainHash(header), plainHash(tail));
}

/** The tail, padded so that author, signature and it together have a Padme size. */
export function encodeTail({ checkpoint, body }: Tail): Bytes {
  const content = concat(u64(checkpoint.size), checkpoint.root, u32(body.length), body);
  return concat(content, new Uint8Array(padme(AUTHOR_SIZE + content.length) - AUTHOR_SIZE - content.length));
}
