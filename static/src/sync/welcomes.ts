/** Welcomes at the relay (PROTOCOL section 13): opaque boxes for newcomers. Who knows the id of one fetches it without a token. */
import { type Bytes, hex } from '../format/bytes';
import { Refusal } from '../format/refusals';
import type { Mailroom, Relay } from './transport';

/** What whoever has no token shows: it is refused nowhere that none is asked for. */
export const NO_TOKEN = new Uint8Array(32);

/** Null if it is not there: it expired, was used or was taken back. */
export async function fetchWelcome(relay: Relay, tag: Bytes, inviteId: Bytes): Promise<Bytes | null> {
  try {
    return await relay.at(tag, NO_TOKEN).ask('GET', path(inviteId));
  } catch (cause) {
    if (cause instanceof Refusal && (cause.name === 'not_found' || cause.name === 'invite_expired')) return null;
    throw cause;
  }
}

export async function putWelcome(mailroom: Mailroom, inviteId: Bytes, welcome: Bytes): Promise<void> {
  await mailroom.ask('PUT', path(inviteId), { body: welcome, type: 'application/octet-stream' });
}

export async function deleteWelcome(mailroom: Mailroom, inviteId: Bytes): Promise<void> {
  await mailroom.ask('DELETE', path(inviteId));
}

const path = (inviteId: Bytes): string => `/invites/${hex(inviteId)}`;
