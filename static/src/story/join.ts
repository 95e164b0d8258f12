/**
 * Joining by an invite. The link says which team it is; whatever the relay shows is held against that before anything is believed or kept.
 */
import { type TeamTag, equal } from '../format/bytes';
import { fingerprint, teamTag } from '../format/device';
import { nameInSight } from '../format/unseen';
import { parseSigned, type SignedEntry } from '../format/entry';
import { type Invite, type Welcome, parseInviteLink } from '../format/invite';
import { Kind } from '../format/item';
import { Refusal, isRefusal } from '../format/refusals';
import { Roster } from '../format/roster';
import { parseTransport } from '../format/transport';
import type { InviteSummary } from '../journey';
import { Device } from '../seal/device';
import { inviteId, openWelcome, sealRequest } from '../seal/invite';
import { openEntry, rosterMailbox, uploadToken } from '../seal/roster';
import { verify } from '../seal/signing';
import { type Mailroom, Relay } from '../sync/transport';
import { fetchWelcome as welcomeAt } from '../sync/welcomes';
import { roleNames } from './names';
import { rosterKey } from './session';
import type { Membership } from './rows';
import { type NewDevice, type Settle, newSeeds, settleIn } from './settle_in';
import type { World } from './world';

const PAGE_ITEMS = 500;
/** What no team has: the relay refuses the token that comes of it, and then this device fetches its welcome. */
const NOT_YET = new Uint8Array(32);

/** Refuses `invite_damaged`, `invite_expired` and `relay_unreachable`. */
export async function readInvite(world: World, link: string): Promise<InviteSummary> {
  const invite = parseInviteLink(link);
  const { team, role, expires } = await fetchWelcome(world, invite);
  return { team: nameInSight(team), roles: roleNames(role), inviterFingerprint: fingerprint(invite.inviter), expires };
}

/**
 * Refuses what `readInvite` does, and `invite_head` if the relay shows another team than the link promised. Then nothing was kept.
 * `isLater`: the relay is not asked now. The device is set up for its person and joins by itself when it reaches the relay; it can write drafts until then.
 */
export async function join(world: World, link: string, label: string, passphrase: string, isLater: boolean, settle: Settle = settleIn): Promise<void> {
  if (label.trim() === '') throw new Refusal('malformed', 'a name is missing');
  const invite = parseInviteLink(link);
  const seeds = await newSeeds(world);
  const device = await Device.fromSeeds(seeds);
  const mailbox = world.random(16);
  const self = { teamId: invite.teamId, label: label.trim(), mailbox, invite: link };
  const nothing = { demo: false, adminSeed: null, serial: 0, past: [], farewell: null, persisted: null };
  if (isLater) {
    const unknown = { team: '', roles: 0, epoch: 0, epochSecret: NOT_YET, since: 0 };
    return settle(world, passphrase, { seeds, roster: [], letters: [], membership: { ...nothing, ...self, ...unknown } });
  }
  const { roster, letters, membership } = await meet(world, device, self, invite);
  return settle(world, passphrase, { seeds, roster, letters, membership: { ...nothing, ...self, ...membership } });
}

interface Met {
  readonly roster: NewDevice['roster'];
  readonly letters: NewDevice['letters'];
  readonly membership: Pick<Membership, 'team' | 'roles' | 'epoch' | 'epochSecret' | 'since'>;
}

/** The team as the invite promised it, and what asks to be let in. Refuses what `join` refuses. */
export async function meet(world: World, { signPk, kemPk }: Device, { label, mailbox }: Pick<Membership, 'label' | 'mailbox'>, invite: Invite): Promise<Met> {
  const { team, role: roles, epoch, epochSecret } = await fetchWelcome(world, invite);
  const tag = teamTag(invite.teamId);
  const box = await rosterMailbox(epochSecret);
  const mailroom = new Relay(world.relay, world.send).at(tag, await uploadToken(epochSecret));
  const roster = await verifiedRoster(await fetchRoster(mailroom, box, tag, { epoch, epochSecret }), invite);
  const body = await sealRequest({ signPk, kemPk, mailbox, label }, tag, invite.secret, world.random);
  return { roster, letters: [{ kind: Kind.joinRequest, body, mailbox: box }], membership: { team, roles, epoch, epochSecret, since: roster.length - 1 } };
}

export async function fetchWelcome(world: World, { teamId, secret }: Invite): Promise<Welcome> {
  const tag = teamTag(teamId);
  const sealed = await welcomeAt(new Relay(world.relay, world.send), tag, await inviteId(secret));
  if (sealed === null) throw new Refusal('invite_expired');
  return openWelcome(sealed, tag, secret, world.now());
}

/** Entries of the feed, in its order. */
export async function fetchRoster(mailroom: Mailroom, mailbox: Uint8Array<ArrayBuffer>, tag: TeamTag, { epoch, epochSecret }: Pick<Welcome, 'epoch' | 'epochSecret'>): Promise<readonly SignedEntry[]> {
  const entries: SignedEntry[] = [];
  let after = 0;
  for (;;) {
    // Believed for its signatures alone, by the link. The first exchange reads all of it again, with the proof that nothing is withheld.
    const page = await mailroom.pull(after, PAGE_ITEMS, null, [mailbox], 0);
    for (const { kind, body } of page.items) {
      // All of them were sealed anew when this epoch began. One of ours that does not open is what is left of a beginning that was cut short.
      if (kind === Kind.rosterEntry && parseTransport(body).epoch === epoch) entries.push(...(await openEntry(body, tag, epochSecret).then((signed) => [signed], noneOfOurs)));
    }
    if (page.next <= after || page.next >= page.head) return entries;
    after = page.next;
  }
}

/** The roster with this entry, or null if it is somebody's attempt that may not follow. It stops nobody: what is believed hangs on the heads that must be there. */
export async function grown(roster: Roster, signed: SignedEntry): Promise<Roster | null> {
  try {
    return parseSigned(signed).seq === roster.seq + 1 ? await roster.extend(signed, verify) : null;
  } catch (cause) {
    if (isRefusal(cause)) return null;
    throw cause;
  }
}

function noneOfOurs(cause: unknown): readonly SignedEntry[] {
  if (isRefusal(cause) && cause.name === 'damaged') return [];
  throw cause;
}

/** Refuses `invite_head` unless the chain holds the very entry that the inviter saw. Entries that do not continue the chain are others' attempts. */
export async function verifiedRoster(entries: readonly SignedEntry[], { teamId, seq, head }: Pick<Invite, 'teamId' | 'seq' | 'head'>): Promise<readonly (readonly [string, SignedEntry])[]> {
  const kept: [string, SignedEntry][] = [];
  let roster = Roster.empty;
  for (const signed of entries) {
    const longer = await grown(roster, signed);
    if (longer === null) continue;
    roster = longer;
    kept.push([rosterKey(roster.seq), signed]);
  }
  const found = roster.headAt(seq);
  if (roster.seq < 0 || found === null || !equal(found, head) || !equal(roster.teamId, teamId)) throw new Refusal('invite_head');
  return kept;
}
