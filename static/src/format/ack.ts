/**
 * Acknowledgements (PROTOCOL section 11): a coordinator's device says which changes it has opened and stored. Only bytes; `seal/ack.ts` holds the keys.
 */
import { type Branded, type Bytes, type ChangeId, type DeviceId, type TeamId, type TeamTag, brand, concat, isZero, u16, u32, u8, utf8 } from './bytes';
import { label, plainHash } from './hash';
import { padme } from './padme';
import { Reader } from './reader';
import { Refusal } from './refusals';

/** An acknowledgement, as it lies in the receiver's mailbox. */
export type SealedAck = Branded<'SealedAck'>;

/** Device id and signature, before the tail. */
const AUTHOR_SIZE = 80;

export interface AckTail {
  /** The roster as the coordinator knew it. */
  readonly rosterSeq: number;
  readonly changeIds: readonly ChangeId[];
}

export function ackPrefix(teamTag: TeamTag): Bytes {
  return concat(utf8('GWA1'), u8(1), teamTag);
}

/** The HPKE box of an acknowledgement. Refuses `malformed` and `unknown_suite`. */
export function parseAck(sealed: Uint8Array): { readonly teamTag: TeamTag; readonly box: Bytes } {
  const reader = new Reader(sealed);
  reader.magic('GWA1');
  reader.suite();
  return { teamTag: brand<TeamTag>(reader.take(16)), box: reader.rest() };
}

export function ackInfo(teamId: TeamId, receiver: DeviceId): Bytes {
  return concat(label('ack'), teamId, receiver);
}

export function ackMessage(teamId: TeamId, receiver: DeviceId, tail: Uint8Array): Bytes {
  return concat(label('ack-sig'), teamId, receiver, plainHash(tail));
}

/** Padded so that author, signature and it together have a Padme size. At most 65,535 ids. */
export function encodeAckTail({ rosterSeq, changeIds }: AckTail): Bytes {
  const content = concat(u32(rosterSeq), u16(changeIds.length), ...changeIds);
  return concat(content, new Uint8Array(padme(AUTHOR_SIZE + content.length) - AUTHOR_SIZE - content.length));
}

/** Refuses `padding`: a length that cannot be, zeros that are none, or too many or too few of them. */
export function parseAckTail(tail: Uint8Array): AckTail {
  if (tail.length < 6) throw new Refusal('padding', 'no room for a tail');
  const reader = new Reader(tail);
  const rosterSeq = reader.u32();
  const count = reader.u16();
  if (32 * count > reader.left || AUTHOR_SIZE + tail.length !== padme(AUTHOR_SIZE + 6 + 32 * count)) throw new Refusal('padding', 'not of the right length');
  const changeIds = Array.from({ length: count }, () => brand<ChangeId>(reader.take(32)));
  if (!isZero(reader.rest())) throw new Refusal('padding', 'not zero');
  return { rosterSeq, changeIds };
}
