/** The parsers of the phone, each with its writer, under the names that tests/fuzz/targets.py gives them. */
import { ackPrefix, encodeAckTail, parseAck, parseAckTail } from '../../../static/src/format/ack';
import { decodeBackup, decodeWay, encodeBackup, encodeWay } from '../../../static/src/format/backup';
import { decodeBundle, encodeLetters, encodeReceipts } from '../../../static/src/format/bundle';
import { type Bytes, type TeamTag, base64url, brand, concat, fromHex, fromUtf8, u32, utf8 } from '../../../static/src/format/bytes';
import { decode, encode } from '../../../static/src/format/canonical';
import { decodeBody, decodeChange, encodeChange } from '../../../static/src/format/change';
import { decodeManifest, encodeManifest } from '../../../static/src/format/manifest';
import { inflate } from '../../../static/src/format/deflate';
import { encodeEntry, encodeSigned, parseSigned } from '../../../static/src/format/entry';
import { encodeHeader, encodeTail } from '../../../static/src/format/envelope';
import { parseEnvelope, parseTail } from '../../../static/src/format/open_envelope';
import { encodeGrantTail, grantPrefix, parseGrant, parseGrantTail } from '../../../static/src/format/grant';
import { encodeIdentity, identityPrefix } from '../../../static/src/format/identity';
import { decodeIdentity, parseIdentity, parseIdentityLock } from '../../../static/src/format/open_identity';
import {
  type InviteMagic,
  buildInvite,
  decodeRequest,
  decodeWelcome,
  encodeRequest,
  encodeWelcome,
  invitePrefix,
  parseInvite,
  parseInviteEnvelope,
  parseInviteText,
} from '../../../static/src/format/invite';
import { encodeSlot, keyFileHeader, parseKeyFile, parseSlot } from '../../../static/src/format/keyfile';
import { lockboxPrefix } from '../../../static/src/format/lockbox';
import { parseLockbox } from '../../../static/src/format/open_lockbox';
import { encodeOpeningTail, openingPrefix, parseOpening, parseOpeningTail } from '../../../static/src/format/opening';
import { decodeSaid, encodeSaid } from '../../../static/src/format/opening_said';
import { pad, unpad } from '../../../static/src/format/padme';
import { encodeSaid as encodeProposal, parseSaid as parseProposal } from '../../../static/src/format/proposal';
import { Refusal, isRefusal } from '../../../static/src/format/refusals';
import { noteText, readNote } from '../../../static/src/format/release';
import { encodeRenewalTail, parseRenewalTail } from '../../../static/src/format/renewal';
import { decodeForm, encodeForm, parseForm, parseSignedForm } from '../../../static/src/format/team_form';
import { parseTransport, transportPrefix } from '../../../static/src/format/transport';

export interface Target {
  /** What reading and writing again gives; for what has several forms, the one that Python compares, too. */
  again(data: Bytes): Bytes | Promise<Bytes>;
  /** What `again` must give, if not the bytes themselves. */
  wanted?(data: Bytes): Bytes | Promise<Bytes>;
}

export const TAG = brand<TeamTag>(fromHex('5e'.repeat(16)) ?? new Uint8Array(16));

function textOf(data: Bytes): string {
  const text = fromUtf8(data);
  if (text === null) throw new Refusal('malformed');
  return text;
}

const letter = (magic: InviteMagic): Target => ({
  again: (data) => {
    const { teamTag, inviteId, nonce, ciphertext } = parseInviteEnvelope(magic, data);
    return concat(invitePrefix(magic, teamTag, inviteId), nonce, ciphertext);
  },
});

function entryAgain(data: Bytes): Bytes {
  const { signatures, ...entry } = parseSigned(data);
  return encodeSigned(encodeEntry(entry), signatures);
}

/** A bad letter refuses itself alone: then nothing can be written alike. */
function bundleAgain(data: Bytes): Bytes {
  const bundle = decodeBundle(data, TAG);
  if (bundle.do === 'receipts') return encodeReceipts(TAG, bundle.lots);
  return bundle.refused.length > 0 ? data : encodeLetters(TAG, bundle.items);
}

export const targets: { readonly [name: string]: Target } = {
  canonical: { again: (data) => encode(decode(data)) },
  change: { again: (data) => encodeChange(decodeChange(data)) },
  body: { again: async (data) => encodeChange(await decodeBody(data)), wanted: (data) => inflate(data) },
  envelope: {
    again: (data) => {
      const { ciphertext, ...header } = parseEnvelope(data);
      return concat(encodeHeader(header), ciphertext);
    },
  },
  'change tail': { again: (data) => encodeTail(parseTail(data)) },
  lockbox: {
    again: (data) => {
      const { wraps, ...fields } = parseLockbox(data);
      return concat(lockboxPrefix(fields, wraps.length), ...wraps);
    },
  },
  'identity box': {
    again: (data) => {
      const { shareBoxes, nonce, ciphertext, ...fields } = parseIdentity(data);
      return concat(identityPrefix(fields), ...shareBoxes, nonce, u32(ciphertext.length), ciphertext);
    },
  },
  identity: { again: (data) => encodeIdentity(decodeIdentity(data)) },
  // A policy of the first form (op 3) is read, and written as op 5, which is longer; all else has one length.
  'roster entry': { again: entryAgain, wanted: (data) => (entryAgain(data).length === data.length ? data : entryAgain(data)) },
  'sealed roster entry': {
    again: (data) => {
      const { teamTag, epoch, nonce, ciphertext } = parseTransport(data);
      return concat(transportPrefix(teamTag, epoch), nonce, ciphertext);
    },
  },
  counted: { again: (data) => pad(unpad(data)) },
  acknowledgement: {
    again: (data) => {
      const { teamTag, box } = parseAck(data);
      return concat(ackPrefix(teamTag), box);
    },
  },
  'acknowledgement tail': { again: (data) => encodeAckTail(parseAckTail(data)) },
  grant: {
    again: (data) => {
      const { teamTag, box } = parseGrant(data);
      return concat(grantPrefix(teamTag), box);
    },
  },
  'grant tail': { again: (data) => encodeGrantTail(parseGrantTail(data)) },
  invite: { again: (data) => buildInvite(parseInvite(data)) },
  'invite text': { again: (data) => utf8(base64url(buildInvite(parseInviteText(textOf(data))))) },
  welcome: letter('GWW1'),
  'join request': letter('GWJ1'),
  'opened welcome': { again: (data) => encodeWelcome(decodeWelcome(data)) },
  'opened join request': { again: (data) => encodeRequest(decodeRequest(data)) },
  'key file': {
    again: (data) => {
      const { cost, salt, slots } = parseKeyFile(data);
      return concat(keyFileHeader(cost, salt), ...slots.flatMap(({ nonce, ciphertext }) => [nonce, ciphertext]));
    },
  },
  slot: {
    again: (data) => {
      const { kind, vaultKey } = parseSlot(data);
      return encodeSlot(kind, vaultKey);
    },
  },
  backup: { again: (data) => encodeBackup(decodeBackup(data)) },
  'way back': { again: (data) => encodeWay(decodeWay(data)) },
  'renewal tail': { again: (data) => encodeRenewalTail(parseRenewalTail(data)) },
  proposal: { again: (data) => encodeProposal(parseProposal(data)) },
  opening: {
    again: (data) => {
      const { boxes, nonce, ciphertext, ...fields } = parseOpening(data);
      return concat(openingPrefix(fields, boxes.length), ...boxes, nonce, ciphertext);
    },
  },
  'opening tail': { again: (data) => encodeOpeningTail(parseOpeningTail(data)) },
  'said of an opening': { again: (data) => encodeSaid(decodeSaid(data)) },
  form: {
    again: (data) => {
      const { prefix, nonce, ciphertext } = parseForm(data);
      return concat(prefix, nonce, ciphertext);
    },
  },
  'signed form': {
    again: (data) => {
      const { author, signature, tail } = parseSignedForm(data);
      return concat(author, signature, tail);
    },
  },
  'content of a form': { again: (data) => encodeForm(decodeForm(data)) },
  'lock of a name': { again: (data) => parseIdentityLock(data).lock },
  bundle: { again: bundleAgain },
  'manifest of media': { again: (data) => encodeManifest(decodeManifest(data)) },
  'release note': { again: (data) => utf8(noteText(readNote(textOf(data)))) },
};

/** "accepted", or the refusal's name; anything else that is thrown, and another writing, is told in words. */
export async function outcomeOf({ again, wanted }: Target, data: Bytes): Promise<string> {
  try {
    const written = await again(data);
    const expected = wanted === undefined ? data : await wanted(data);
    return written.length === expected.length && written.every((byte, at) => byte === expected[at]) ? 'accepted' : 'writes something else';
  } catch (cause) {
    return isRefusal(cause) ? cause.name : `threw ${String(cause)}`;
  }
}
