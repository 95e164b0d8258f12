/** A team's new epoch at the relay (PROTOCOL section 20): opaque boxes, put all at once and fetched one by one. The relay asks for no token here. */
import { type Bytes, hex } from '../format/bytes';
import { encode } from '../format/canonical';
import { Refusal } from '../format/refusals';
import type { Mailroom } from './transport';

/** What the team's admin key has the relay change. */
export interface Renewing {
  readonly adminPk: Bytes;
  readonly tokenHash: Bytes;
  readonly serial: number;
  readonly signature: Bytes;
  readonly renewals: readonly (readonly [renewalId: Bytes, body: Bytes])[];
}

/** All of it or nothing. Refuses `signature` (another admin's device was first) and `replayed`. */
export async function renew(mailroom: Mailroom, { adminPk, tokenHash, serial, signature, renewals }: Renewing): Promise<void> {
  const body = encode({ admin_pk: adminPk, token_hash: tokenHash, serial, signature, renewals: renewals.map(([id, box]) => [id, box]) });
  await mailroom.ask('POST', '/renew', { body, type: 'application/cbor' });
}

/** Null if it is not there. */
export async function fetchRenewal(mailroom: Mailroom, renewalId: Bytes): Promise<Bytes | null> {
  try {
    return await mailroom.ask('GET', `/renewals/${hex(renewalId)}`);
  } catch (cause) {
    if (cause instanceof Refusal && cause.name === 'not_found') return null;
    throw cause;
  }
}
