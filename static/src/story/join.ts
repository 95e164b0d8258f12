/**
 * Joining by an invite. The link says which team it is; whatever the relay shows is held against that before anything is believed or kept.
 */
import { type TeamTag, equal } from '../format/bytes';
import { fingerprint, teamTag } from '../format/device';
import { parseSigned, type SignedEntry } from '../format/entry';
import { type Invite, type Welcome, parseInviteLink } from '../format/invite';
import { Kind } from '../format/item';
import { Refusal } from '../format/refusals';
import { Roster } from '../format/roster';
import type { InviteSummary } from '../journey';
import { Device } from '../seal/device';
import { inviteId, openWelcome, sealRequest } from '../seal/invite';
import { openEntry, rosterMailbox, uploadToken } from '../seal/roster';
import { verify } from '../seal/signing';
import { type Mailroom, Relay } from '../sync/transport';
import { roleNames } from './names';
import { rosterKey } from './session';
import { type Settle, newSeeds, settleIn } from './settle_in';
import type { World } from './world';

const PAGE_ITEMS = 500;

/** Refuses `invite_damaged`, `invite_expired` and `relay_unreachable`. */
export async function readInvite(world: World, link: string): Promise<InviteSummary> {
  const invite = parseInviteLink(link);
  const { team, role, expires } = await fetchWelcome(world, invite);
  return { team, roles: roleNames(role), inviterFingerprint: fingerprint(invite.inviter), expires };
}

/** Refuses what `readInvite` does, and `invite_head` if the relay shows another team than the link promised. Then nothing was kept. */
export async function join(world: World, link: string, label: string, passphrase: string, settle: Settle = settleIn): Promise<void> {
  if (label.trim() === '') throw new Refusal('malformed', 'a name is missing');
  const invite = parseInviteLink(link);
  const { team, role, epoch, epochSecret } = await fetchWelcome(world, invite);
  const tag = teamTag(invite.teamId);
  const box = await rosterMailbox(epochSecret);
  const mailroom = new Relay(world.relay, world.send).at(tag, await uploadToken(epochSecret));
  const entries = await fetchRoster(mailroom, box, tag, epochSecret);
  const roster = await verifiedRoster(entries, invite);
  const seeds = await newSeeds(world);
  const { signPk, kemPk } = await Device.fromSeeds(seeds);
  const mailbox = world.random(16);
  const body = await sealRequest({ signPk, kemPk, mailbox, label: label.trim() }, tag, invite.secret, world.random);
  await settle(world, passphrase, {
    seeds,
    roster,
    letters: [{ kind: Kind.joinRequest, body, mailbox: box }],
    membership: {
      team,
      teamId: invite.teamId,
      epoch,
      epochSecret,
      label: label.trim(),
      roles: role,
      mailbox,
      demo: false,
      adminSeed: null,
      persisted: null,
    },
  });
}

export async function fetchWelcome(world: World, { teamId, secret }: Invite): Promise<Welcome> {
  const tag = teamTag(teamId);
  const sealed = await new Relay(world.relay, world.send).fetchWelcome(tag, await inviteId(secret));
  if (sealed === null) throw new Refusal('invite_expired');
  return openWelcome(sealed, tag, secret, world.now());
}

/** Entries of the feed, in its order. */
export async function fetchRoster(mailroom: Mailroom, mailbox: Uint8Array<ArrayBuffer>, tag: TeamTag, epochSecret: Welcome['epochSecret']): Promise<readonly SignedEntry[]> {
  const entries: SignedEntry[] = [];
  let after = 0;
  for (;;) {
    // Believed for its signatures alone, by the link. The first exchange reads all of it again, with the proof that nothing is withheld.
    const page = await mailroom.pull(after, PAGE_ITEMS, null, [mailbox], 0);
    for (const { kind, body } of page.items) if (kind === Kind.rosterEntry) entries.push(await openEntry(body, tag, epochSecret));
    if (page.next <= after || page.next >= page.head) return entries;
    after = page.next;
  }
}

/** Refuses `invite_head` unless the chain holds the very entry that the inviter saw. Entries that do not continue the chain are others' attempts. */
export async function verifiedRoster(entries: readonly SignedEntry[], { teamId, seq, head }: Pick<Invite, 'teamId' | 'seq' | 'head'>): Promise<readonly (readonly [string, SignedEntry])[]> {
  const kept: [string, SignedEntry][] = [];
  let roster = Roster.empty;
  for (const signed of entries) {
    if (parseSigned(signed).seq !== roster.seq + 1) continue;
    roster = await roster.extend(signed, verify);
    kept.push([rosterKey(roster.seq), signed]);
  }
  const found = roster.headAt(seq);
  if (roster.seq < 0 || found === null || !equal(found, head) || !equal(roster.teamId, teamId)) throw new Refusal('invite_head');
  return kept;
}
