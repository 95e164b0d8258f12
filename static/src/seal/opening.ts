/**
 * Seals and opens what is said about opening a name (PROTOCOL section 19): for every coordinator and guardian at once. A share leaves its guardian only
 * through `sealRelease`, and whoever calls that must have asked a person.
 */
import { type Bytes, type DeviceId, type Random, brand, concat, equal, hex, present } from '../format/bytes';
import { asDeviceId } from '../format/device';
import { type Share, SHARE_SIZE, type ParsedLock, shareHash } from '../format/identity';
import { parseIdentityLock } from '../format/open_identity';
import {
  type SealedOpening,
  SIGNED_SIZE,
  WITNESSES,
  encodeOpeningTail,
  openingId,
  openingInfo,
  openingMessage,
  openingPrefix,
  parseOpening,
  parseOpeningTail,
} from '../format/opening';
import type { Act } from '../format/opening_ledger';
import { type Accuse, type Release, type Request, type Said, decodeSaid, encodeSaid, isInTime, releaseInfo, shareMessage } from '../format/opening_said';
import { Refusal, isRefusal } from '../format/refusals';
import type { Member, Roster } from '../format/roster';
import type { Device } from './device';
import { guardiansOf, openLockedShare } from './identity_opening';
import { checkRosterHead, placeOf } from './open_lockbox';
import { type KemKey, NONCE_SIZE, aeadOpen, aeadSeal, hpkeOpen, hpkeSeal, kdf, kdfs } from './primitives';
import { verify } from './signing';

/** Refuses `author_not_member`: only coordinators and guardians speak here. */
export async function sealOpening(roster: Roster, author: Device, said: Said, random: Random): Promise<{ readonly item: SealedOpening; readonly act: Act }> {
  if (!roster.isMember(author.id, roster.seq, WITNESSES)) throw new Refusal('author_not_member', 'not a coordinator or guardian');
  const recipients = roster.membersAt(roster.seq, WITNESSES);
  const openingKey = random(32);
  const [commit, sealingKey] = await kdfs(openingKey, 'commit', 'opening');
  const fields = { teamId: roster.teamId, rosterSeq: roster.seq, rosterHead: roster.head, commit: present(commit) };
  const prefix = openingPrefix(fields, recipients.length);
  const boxes = await Promise.all(recipients.map(({ id, kemPk }) => hpkeSeal(kemPk, openingKey, openingInfo(prefix, id))));
  const tail = encodeOpeningTail(encodeSaid(said));
  const signature = await author.sign(openingMessage(prefix, tail));
  const nonce = random(NONCE_SIZE);
  const ciphertext = await aeadSeal(present(sealingKey), nonce, concat(author.id, signature, tail), prefix);
  const act = { id: openingId(prefix, tail), author: author.id, rosterSeq: roster.seq, said };
  return { item: brand<SealedOpening>(concat(prefix, ...boxes, nonce, ciphertext)), act };
}

/**
 * Refuses `malformed`, `too_large`, `unknown_suite`, `wrong_team`, `roster_unknown` (sync, then try again), `lockbox_recipients`, `not_recipient`,
 * `damaged`, `lockbox_commitment`, `author_not_member` (not one who may speak, or removed since), `signature` and `padding`.
 */
export async function openOpening(roster: Roster, device: Device, item: Uint8Array): Promise<Act> {
  const sealed = parseOpening(item);
  if (!equal(sealed.teamId, roster.teamId)) throw new Refusal('wrong_team');
  checkRosterHead(roster, sealed);
  const recipients = roster.membersAt(sealed.rosterSeq, WITNESSES);
  if (recipients.length !== sealed.boxes.length) throw new Refusal('lockbox_recipients', `${sealed.boxes.length} instead of ${recipients.length}`);
  const place = placeOf(recipients, device.id);
  const openingKey = await device.open(present(sealed.boxes[place]), openingInfo(sealed.prefix, device.id));
  if (!equal(await kdf(openingKey, 'commit'), sealed.commit)) throw new Refusal('lockbox_commitment');
  const plain = await aeadOpen(await kdf(openingKey, 'opening'), sealed.nonce, sealed.ciphertext, sealed.prefix);
  if (plain.length < SIGNED_SIZE) throw new Refusal('malformed', 'no room for an author');
  const author = asDeviceId(plain.slice(0, 16));
  const tail = plain.slice(SIGNED_SIZE);
  const { signPk } = speaker(roster, author, sealed.rosterSeq);
  if (!(await verify(signPk, plain.slice(16, SIGNED_SIZE), openingMessage(sealed.prefix, tail)))) throw new Refusal('signature');
  return { id: openingId(sealed.prefix, tail), author, rosterSeq: sealed.rosterSeq, said: decodeSaid(parseOpeningTail(tail)) };
}

/** Who was removed could date what they say back to a day when they were in: it counts for nothing. */
function speaker(roster: Roster, author: DeviceId, seq: number): Member {
  const member = roster.at(author);
  if (member === null || !roster.isMember(author, seq, WITNESSES) || !roster.isMember(author, roster.seq)) throw new Refusal('author_not_member', 'not a coordinator or guardian');
  return member;
}

/** Coordinators and guardians of today who were not shown it. */
export function hiddenFrom(roster: Roster, { rosterSeq }: Act): readonly Member[] {
  return roster.membersAt(roster.seq, WITNESSES).filter(({ id }) => !roster.isMember(id, rosterSeq, WITNESSES));
}

/**
 * What a guardian's device demands of a request before its person is asked. Refuses `author_not_member`, `opening_hidden` and `opening_expired`. Whether
 * it was withdrawn or opened, the ledger knows.
 */
export function checkRequest(roster: Roster, act: Act<Request>, now: number): void {
  speaker(roster, act.author, roster.seq);
  if (hiddenFrom(roster, act).length > 0) throw new Refusal('opening_hidden');
  if (!isInTime(act.said, now)) throw new Refusal('opening_expired');
}

/** This guardian's share for this request, because a person said so. Refuses what `checkRequest` and `openLockedShare` refuse. */
export async function sealRelease(roster: Roster, guardian: Device, act: Act<Request>, now: number): Promise<Release> {
  checkRequest(roster, act, now);
  const { share } = await openLockedShare(roster, guardian, parseIdentityLock(act.said.lock));
  const signature = await guardian.sign(shareMessage(act.id, share));
  return { do: 'release', request: act.id, share: await hpkeSeal(act.said.reply, concat(share, signature), releaseInfo(act.id, guardian.id)) };
}

/** A share, or what names its guardian to everybody. */
export type Released = { readonly share: Share; readonly accuse: null } | { readonly share: null; readonly accuse: Accuse };

/** Refuses `not_recipient` (of no guardian of this box), and `malformed` if it answers another request. */
export async function openRelease(roster: Roster, reply: KemKey, asked: Act<Request>, release: Act<Release>): Promise<Released> {
  if (!equal(release.said.request, asked.id)) throw new Refusal('malformed', 'it answers another request');
  const lock = parseIdentityLock(asked.said.lock);
  const guardian = release.author;
  const place = placeOf(guardiansOf(roster, lock), guardian);
  const accuse = (proof: Bytes): Released => ({ share: null, accuse: { do: 'accuse', request: asked.id, guardian, proof } });
  const proof = await opened(reply, release.said.share, releaseInfo(asked.id, guardian));
  if (proof === null || !(await hasSigned(roster, guardian, asked, proof))) return accuse(new Uint8Array());
  const share = brand<Share>(proof.slice(0, SHARE_SIZE));
  return isPromised(lock, place, share) ? { share, accuse: null } : accuse(proof);
}

/** Null for a box that nobody can read. */
async function opened(reply: KemKey, box: Bytes, info: Bytes): Promise<Bytes | null> {
  try {
    return await hpkeOpen(reply, box, info);
  } catch (cause) {
    if (isRefusal(cause) && cause.name === 'damaged') return null;
    throw cause;
  }
}

/** Whether the proof shows to everybody that this guardian signed a share that is not the one sealed for them. */
export async function isProven(roster: Roster, asked: Act<Request>, { request, guardian, proof }: Accuse): Promise<boolean> {
  if (!equal(request, asked.id) || proof.length === 0) return false;
  const lock = parseIdentityLock(asked.said.lock);
  const place = guardiansOf(roster, lock).findIndex(({ id }) => hex(id) === hex(guardian));
  if (place === -1 || !(await hasSigned(roster, guardian, asked, proof))) return false;
  return !isPromised(lock, place, brand<Share>(proof.slice(0, SHARE_SIZE)));
}

function isPromised({ shareHashes, stream, no }: ParsedLock, place: number, share: Share): boolean {
  return equal(present(shareHashes[place]), shareHash(stream, no, share));
}

async function hasSigned(roster: Roster, guardian: DeviceId, asked: Act<Request>, proof: Bytes): Promise<boolean> {
  const member = roster.at(guardian);
  if (member === null) return false;
  return verify(member.signPk, proof.slice(SHARE_SIZE), shareMessage(asked.id, brand<Share>(proof.slice(0, SHARE_SIZE))));
}
