/**
 * Items: the opaque letters that the relay numbers and keeps (PROTOCOL section 13). Looks at a letter's envelope and never into it.
 */
import { type Branded, type TeamTag, brand, equal, u8 } from './bytes';
import { hash } from './hash';
import { Reader } from './reader';
import { Refusal } from './refusals';

export const Kind = { change: 1, lockbox: 2, identity: 3, rosterEntry: 4, joinRequest: 5, acknowledgement: 6, grant: 7, opening: 8, teamForm: 9, proposal: 16 } as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** 32 bytes: what the relay's log names. */
export type ItemId = Branded<'ItemId'>;

export const ITEM_LIMIT = 1 << 20;

/** Magic, and how many bytes lie between it and the team tag (a lockbox and an identity box carry the whole team id). */
const ENVELOPES: Readonly<Record<Kind, { readonly magic: string; readonly skip: number }>> = {
  [Kind.change]: { magic: 'GWC1', skip: 2 },
  [Kind.lockbox]: { magic: 'GWL1', skip: 1 },
  [Kind.identity]: { magic: 'GWI1', skip: 1 },
  [Kind.rosterEntry]: { magic: 'GWE1', skip: 1 },
  [Kind.joinRequest]: { magic: 'GWJ1', skip: 1 },
  [Kind.acknowledgement]: { magic: 'GWA1', skip: 1 },
  [Kind.grant]: { magic: 'GWG1', skip: 1 },
  [Kind.opening]: { magic: 'GWO1', skip: 1 },
  [Kind.teamForm]: { magic: 'GWF1', skip: 1 },
  [Kind.proposal]: { magic: 'GWP1', skip: 1 },
};

export function isKind(value: number): value is Kind {
  return Object.hasOwn(ENVELOPES, value);
}

/** Also of a kind that there is not: the relay's log may hold it, and it is set aside under this id. Whoever carries a letter cannot change its address. */
export function itemId({ kind, body, mailbox }: { readonly kind: number; readonly body: Uint8Array; readonly mailbox: Uint8Array | null }): ItemId {
  return brand<ItemId>(mailbox === null ? hash('item', u8(kind), body) : hash('letter', mailbox, u8(kind), body));
}

/** What the relay checks of a letter. Refuses `too_large`, `malformed`, `wrong_team`. The suite is the devices' business. */
export function checkItem(kind: number, body: Uint8Array, tag: TeamTag): asserts kind is Kind {
  if (body.length > ITEM_LIMIT) throw new Refusal('too_large', `${body.length} bytes`);
  if (!isKind(kind)) throw new Refusal('malformed', `no kind ${kind}`);
  const { magic, skip } = ENVELOPES[kind];
  const reader = new Reader(body);
  reader.magic(magic);
  reader.take(skip);
  if (!equal(reader.take(16), tag)) throw new Refusal('wrong_team');
}
