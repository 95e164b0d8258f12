/**
 * Grants on both sides: which keys a coordinator who came later still lacks, and which closed streams a grant opens here. Believes no key that does not
 * match its lockbox.
 */
import { type Bytes, hex } from '../format/bytes';
import type { GrantedKey } from '../format/grant';
import { isRefusal } from '../format/refusals';
import type { Member, Roster } from '../format/roster';
import type { Device } from '../seal/device';
import { openGrant } from '../seal/grant';
import { openGranted } from '../seal/open_lockbox';
import { type OpenStream, type Streams, openStream } from './streams';

/** What came of a grant: the streams that it opened, and whether it names a lockbox that is not here yet. */
export interface GrantOutcome {
  readonly opened: readonly { readonly lockboxHash: Bytes; readonly state: OpenStream }[];
  readonly waits: boolean;
}

/** Refuses what `openGrant` and `openGranted` refuse; then no key of the grant may be used. */
export async function openGrantItem(roster: Roster, device: Device, streams: Streams, body: Bytes): Promise<GrantOutcome> {
  const keys = await grantedKeys(roster, device, body);
  if (keys === null) return { opened: [], waits: true };
  const opened = [];
  let waits = false;
  for (const granted of keys) {
    const stream = streams.get(granted.lockboxHash);
    if (stream === null) waits = true;
    else if (stream.state === 'closed') {
      opened.push({ lockboxHash: granted.lockboxHash, state: openStream(await openGranted(roster, stream.lockbox, granted)) });
    }
  }
  return { opened, waits };
}

/** Null if the granter knows a later roster. */
async function grantedKeys(roster: Roster, device: Device, body: Bytes): Promise<readonly GrantedKey[] | null> {
  try {
    return (await openGrant(roster, device, body)).keys;
  } catch (cause) {
    if (isRefusal(cause) && cause.name === 'roster_unknown') return null;
    throw cause;
  }
}

/** The keys of streams that are open here, that began before the receiver came, and of which `granted` (hex lockbox hashes) does not know yet. */
export function keysOwed(streams: Streams, receiver: Member, granted: ReadonlySet<string>): readonly GrantedKey[] {
  const owed: GrantedKey[] = [];
  for (const { reading, firstKey } of streams.open()) {
    if (firstKey === null || reading.rosterSeq >= receiver.addedSeq || granted.has(hex(reading.lockboxHash))) continue;
    owed.push({ lockboxHash: reading.lockboxHash, chainKey: firstKey });
  }
  return owed;
}
