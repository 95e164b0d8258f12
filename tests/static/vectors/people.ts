/** Vectors of who is in and how one comes in: roster, its transport, invites, acknowledgements. */
import { type Bytes, type DeviceId, type Random, type TeamTag, brand, hex } from '../../../static/src/format/bytes';
import { teamTag } from '../../../static/src/format/device';
import type { SignedEntry } from '../../../static/src/format/entry';
import { type Invite, type JoinRequest, type Welcome, checkInviteHead, inviteLink, parseInviteLink, parseInviteText } from '../../../static/src/format/invite';
import { lockboxHash } from '../../../static/src/format/lockbox';
import { parseLockbox } from '../../../static/src/format/open_lockbox';
import { renewMessage, renewalId } from '../../../static/src/format/renewal';
import { Roster } from '../../../static/src/format/roster';
import { versionEnding } from '../../../static/src/format/team_form';
import { parseTransport } from '../../../static/src/format/transport';
import { openAck } from '../../../static/src/seal/ack';
import { Device } from '../../../static/src/seal/device';
import { openGrant } from '../../../static/src/seal/grant';
import { openRequest, openWelcome, sealRequest, sealWelcome } from '../../../static/src/seal/invite';
import { openGranted } from '../../../static/src/seal/open_lockbox';
import { openProposal } from '../../../static/src/seal/proposal';
import { checkRenewal, openRenewal } from '../../../static/src/seal/renewal';
import { readForm, unsealForm } from '../../../static/src/seal/team_form';
import { openEntry, openingMailbox, rosterMailbox, sealEntry, uploadToken } from '../../../static/src/seal/roster';
import { verify } from '../../../static/src/seal/signing';
import { Case, type Json, type JsonMap, type Operations, bytesOf, isMap } from './plain';

const rosters = new WeakMap<JsonMap, Map<number, Promise<Roster>>>();

/** The team's roster up to an entry; -1 is before genesis. Made once for a file. */
export function rosterAfter(world: JsonMap, seq: number): Promise<Roster> {
  const made = rosters.get(world) ?? new Map<number, Promise<Roster>>();
  rosters.set(world, made);
  const known = made.get(seq);
  if (known !== undefined) return known;
  const roster = seq < 0 ? Promise.resolve(Roster.empty) : rosterAfter(world, seq - 1).then((before) => before.extend(entryOf(world, seq), verify));
  made.set(seq, roster);
  return roster;
}

function entryOf(world: JsonMap, seq: number): Uint8Array {
  const { roster, bytes } = world;
  if (Array.isArray(roster)) return bytesOf(roster[seq] as Json, world);
  return bytesOf({ from: isMap(bytes) ? `entry ${seq}` : '' }, world);
}

export async function wholeRoster(world: JsonMap): Promise<Roster> {
  const { roster, bytes } = world;
  const count = Array.isArray(roster) ? roster.length : Object.keys(isMap(bytes) ? bytes : {}).filter((name) => /^entry \d+$/.test(name)).length;
  return rosterAfter(world, count - 1);
}

const devices = new WeakMap<JsonMap, Map<string, Promise<Device>>>();

/** A device of the world, made once for a file. */
export function deviceNamed(world: JsonMap, name: string): Promise<Device> {
  const made = devices.get(world) ?? new Map<string, Promise<Device>>();
  devices.set(world, made);
  const seeds = new Case(world, world).map('devices').map(name);
  const device = made.get(name) ?? Device.fromSeeds({ sign: seeds.bytes('sign_seed'), kem: seeds.bytes('kem_seed') });
  made.set(name, device);
  return device;
}

/** Nonces and the like in the order in which they are asked for. */
export function given(...parts: readonly Uint8Array[]): Random {
  const left = [...parts];
  return (size) => {
    const next = left.shift();
    if (next?.length !== size) throw new RangeError(`${size} random bytes are asked for, ${next?.length ?? 0} are given`);
    return new Uint8Array(next);
  };
}

export function tagOf(one: Case): TeamTag {
  return brand<TeamTag>(one.bytes('team_tag'));
}

function rosterJson(roster: Roster): Json {
  const { quorum, k, seal, keptDays, staleDays, guardiansAtDesk, delayMinutes, relayPk, releasePk } = roster.policy;
  return {
    team_id: hex(roster.teamId),
    seq: roster.seq,
    head: hex(roster.head),
    time: roster.time,
    policy: {
      quorum,
      k,
      seal,
      kept_days: keptDays,
      stale_days: staleDays,
      guardians_at_desk: guardiansAtDesk,
      delay_minutes: delayMinutes,
      relay_pk: hex(relayPk),
      release_pk: hex(releasePk),
    },
    members: roster.members.map(({ id, role, mailbox, label, addedSeq, removedSeq }) => ({
      id: hex(id),
      role,
      mailbox: hex(mailbox),
      label,
      added: addedSeq,
      removed: removedSeq,
    })),
  };
}

async function openOneAck(one: Case): Promise<Json> {
  const { coordinator, rosterSeq, changeIds } = await openAck(await wholeRoster(one.world), await deviceNamed(one.world, one.text('device')), one.bytes('sealed'));
  return { coordinator: hex(coordinator), roster_seq: rosterSeq, change_ids: changeIds.map(hex) };
}

async function openOneRenewal(one: Case): Promise<Json> {
  const roster = await rosterAfter(one.world, one.number('known'));
  const device = await deviceNamed(one.world, one.text('device'));
  const opened = await openRenewal(device, roster.teamId, one.bytes('sealed'));
  const { rosterSeq, epoch, epochSecret, adminSeed, serial } = await checkRenewal(roster, device.id, opened);
  return { author: hex(opened.author), roster_seq: rosterSeq, epoch, epoch_secret: hex(epochSecret), admin_seed: hex(adminSeed), serial };
}

async function openOneProposal(one: Case): Promise<Json> {
  const said = await openProposal(await rosterAfter(one.world, one.number('known')), await deviceNamed(one.world, one.text('device')), one.bytes('sealed'));
  if ('entry' in said) return { entry: hex(said.entry) };
  const { head, device, signature } = said.no;
  return { no: { head: hex(head), device: hex(device), signature: hex(signature) } };
}

async function openOneForm(one: Case): Promise<Json> {
  const roster = await rosterAfter(one.world, one.number('known'));
  const { author, rosterSeq, content } = await readForm(roster, await unsealForm(one.bytes('sealed'), teamTag(roster.teamId), one.bytes('epoch_secret')));
  return { author: hex(author), roster_seq: rosterSeq, id: content.id, version: content.version, form: content.form };
}

async function openOneGrant(one: Case): Promise<Json> {
  const roster = await rosterAfter(one.world, one.number('known'));
  const { granter, rosterSeq, keys } = await openGrant(roster, await deviceNamed(one.world, one.text('device')), one.bytes('sealed'));
  const said = { granter: hex(granter), roster_seq: rosterSeq, count: keys.length };
  // Long lists are counted only, to keep the file small.
  return keys.length > 3 ? said : { ...said, keys: keys.map(({ lockboxHash, chainKey }) => [hex(lockboxHash), hex(chainKey)]) };
}

async function useGrantedKey(one: Case): Promise<Json> {
  const sealed = one.bytes('sealed');
  const granted = { lockboxHash: lockboxHash(sealed), chainKey: one.bytes('key') };
  const opened = await openGranted(await rosterAfter(one.world, one.number('known')), parseLockbox(sealed), granted);
  return { chain: opened.chain, roster_seq: opened.rosterSeq, chain_key: hex(opened.chainKey), lockbox_hash: hex(opened.lockboxHash) };
}

function worldInvite(one: Case): Case {
  return new Case(one.world, one.world).map('invite');
}

function inviteSecret(one: Case): Bytes {
  return worldInvite(one).bytes('secret');
}

async function teamTagOf(one: Case): Promise<TeamTag> {
  return teamTag((await rosterAfter(one.world, 0)).teamId);
}

function inviteJson(invite: Invite): Json {
  const { teamId, seq, head, inviter, secret } = invite;
  // Written again it is the same link.
  parseInviteLink(`  ${inviteLink('https://relay.example/', invite)} `);
  return { team_id: hex(teamId), seq, head: hex(head), inviter: hex(inviter), secret: hex(secret) };
}

function welcomeJson({ team, role, epoch, epochSecret, expires }: Welcome): Json {
  return { team, role, epoch, epoch_secret: hex(epochSecret), expires };
}

function requestJson({ signPk, kemPk, mailbox, label }: JoinRequest): Json {
  return { sign_pk: hex(signPk), kem_pk: hex(kemPk), mailbox: hex(mailbox), label };
}

export const people: Operations = {
  ack: { open: openOneAck },
  grant: { open: openOneGrant, use: useGrantedKey },
  renewal: {
    open: openOneRenewal,
    place: async (one) => hex(renewalId(one.bytes('epoch_secret'), (await deviceNamed(one.world, one.text('device'))).id)),
    message: async (one) => hex(renewMessage(teamTag((await wholeRoster(one.world)).teamId), one.number('serial'), one.bytes('token_hash'), one.bytes('admin_pk'))),
  },
  proposal: { open: openOneProposal },
  team_form: { open: openOneForm, version: (one) => versionEnding(one.text('form')) },
  invite: {
    parse: (one) => inviteJson(parseInviteText(one.text('text'))),
    check_head: async (one) => {
      const text = one.has('invite') ? one.text('invite') : worldInvite(one).text('invite');
      checkInviteHead(parseInviteText(text), await rosterAfter(one.world, one.number('known')));
      return true;
    },
    open_welcome: async (one) => welcomeJson(await openWelcome(one.bytes('sealed'), await teamTagOf(one), inviteSecret(one), one.number('now'))),
    open_request: async (one) => requestJson(await openRequest(one.bytes('sealed'), await teamTagOf(one), inviteSecret(one))),
    seal_welcome: async (one) => {
      const said = one.map('welcome');
      const times = { epoch: said.number('epoch'), expires: said.number('expires') };
      const welcome = { team: said.text('team'), role: said.number('role'), epochSecret: said.bytes('epoch_secret'), ...times };
      return hex(await sealWelcome(welcome, await teamTagOf(one), inviteSecret(one), given(one.bytes('nonce'))));
    },
    seal_request: async (one) => {
      const said = one.map('request');
      const request = { signPk: said.bytes('sign_pk'), kemPk: said.bytes('kem_pk'), mailbox: said.bytes('mailbox'), label: said.text('label') };
      return hex(await sealRequest(request, await teamTagOf(one), inviteSecret(one), given(one.bytes('nonce'))));
    },
  },
  roster: {
    extend: async (one) => {
      const before = await rosterAfter(one.world, one.number('after'));
      return rosterJson(await before.extend(one.bytes('signed'), verify));
    },
    members_at: async (one) => (await wholeRoster(one.world)).membersAt(one.number('seq'), one.number('role')).map(({ id }: { id: DeviceId }) => hex(id)),
  },
  transport: {
    seal: async (one) =>
      hex(await sealEntry(brand<SignedEntry>(one.bytes('signed')), tagOf(one), one.number('epoch'), one.bytes('epoch_secret'), given(one.bytes('nonce')))),
    open: async (one) => {
      const sealed = one.bytes('sealed');
      const signed = await openEntry(sealed, tagOf(one), one.bytes('epoch_secret'));
      return { signed: hex(signed), epoch: parseTransport(sealed).epoch };
    },
    derive: async (one) => {
      const secret = one.bytes('epoch_secret');
      return { upload_token: hex(await uploadToken(secret)), roster_mailbox: hex(await rosterMailbox(secret)), opening_mailbox: hex(await openingMailbox(secret)) };
    },
  },
};
