/**
 * Opens what was sealed for this device: lockboxes and changes, each with the state of its stream, and identity boxes, of which only the place is noted.
 * Says what came of an item; keeps nothing and sends nothing.
 */
import { type Bytes, equal } from '../format/bytes';
import type { Known } from '../format/change';
import { teamTag } from '../format/device';
import type { Checkpoint } from '../format/envelope';
import { parseEnvelope } from '../format/open_envelope';
import { parseIdentity } from '../format/open_identity';
import { type ItemId, itemId } from '../format/item';
import { PREFIX_SIZE, lockboxHash, parseLockboxPrefix } from '../format/lockbox';
import { Refusal, isRefusal } from '../format/refusals';
import type { Roster } from '../format/roster';
import { openChange } from '../seal/open_change';
import type { Device } from '../seal/device';
import { checkRosterHead, openLockbox } from '../seal/open_lockbox';
import { type OpenStream, type StreamState, type Streams, openStream } from './streams';

/** What came of an item. What waits is tried again when more is known; a broken rule is thrown as a refusal. */
export type Opened =
  | { readonly what: 'stream'; readonly lockboxHash: Bytes; readonly state: StreamState }
  | { readonly what: 'change'; readonly lockboxHash: Bytes; readonly state: OpenStream; readonly stream: Bytes; readonly known: Known | Refusal; readonly encoded: Bytes | null; readonly checkpoint: Checkpoint }
  | { readonly what: 'identity'; readonly stream: Bytes; readonly itemId: ItemId }
  | { readonly what: 'not_for_us' }
  | { readonly what: 'waits' };

const WAITS: Opened = { what: 'waits' };

export async function openLockboxItem(roster: Roster, device: Device, body: Bytes): Promise<Opened> {
  const hash = lockboxHash(body);
  try {
    return { what: 'stream', lockboxHash: hash, state: openStream(await openLockbox(roster, device, body)) };
  } catch (cause) {
    if (!isRefusal(cause)) throw cause;
    if (cause.name === 'roster_unknown') return WAITS;
    if (cause.name !== 'not_recipient') throw cause;
    return { what: 'stream', lockboxHash: hash, state: { state: 'closed', lockbox: parseLockboxPrefix(body.slice(0, PREFIX_SIZE)) } };
  }
}

export async function openChangeItem(roster: Roster, streams: Streams, body: Bytes): Promise<Opened> {
  const { teamTag: tag, lockboxHash: hash, seq, stream } = parseEnvelope(body);
  if (!equal(tag, teamTag(roster.teamId))) throw new Refusal('wrong_team');
  const state = streams.get(hash);
  if (state === null) return WAITS;
  if (state.state === 'closed') return { what: 'not_for_us' };
  if (seq > state.reading.seq) return WAITS;
  const { changeId, author, change, encoded, checkpoint, next } = await openChange(state.reading, roster, body);
  const known = isRefusal(change) ? change : { changeId, author, change };
  return { what: 'change', lockboxHash: hash, state: { ...state, reading: next }, stream, known, encoded, checkpoint };
}

/** Its key is in the guardians' hands together, so only that it is there is noted. */
export function openIdentityItem(roster: Roster, item: Parameters<typeof itemId>[0]): Opened {
  const box = parseIdentity(item.body);
  if (!equal(box.teamId, roster.teamId)) throw new Refusal('wrong_team');
  try {
    checkRosterHead(roster, box);
  } catch (cause) {
    if (isRefusal(cause) && cause.name === 'roster_unknown') return WAITS;
    throw cause;
  }
  return { what: 'identity', stream: box.stream, itemId: itemId(item) };
}
