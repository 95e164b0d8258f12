/**
 * What is held open between unlocking and locking: keys, the team, the caches in memory and the courier. Everything in it can be had again from the
 * store and the vault, but for the streams that this device writes: they end with it.
 */
import { type Bytes, type ChangeId, type DeviceId, type TeamTag, hex } from '../format/bytes';
import { teamTag } from '../format/device';
import { Role, type Roles } from '../format/entry';
import type { Checkpoint } from '../format/envelope';
import { Refusal } from '../format/refusals';
import { Roster } from '../format/roster';
import { Records } from '../archive/records';
import { Streams } from '../archive/streams';
import type { Writer } from '../seal/change';
import { Device } from '../seal/device';
import { openingMailbox, rosterMailbox, uploadToken } from '../seal/roster';
import { verify } from '../seal/signing';
import { type Arrival, type Store, all, orderKey } from '../store/store';
import type { Courier } from '../sync/courier';
import { type Mailroom, Relay } from '../sync/transport';
import { DyingFile } from '../vault/dying';
import type { Keys } from '../vault/vault';
import type { Watcher } from '../sync/watch';
import type { Meter } from './meter';
import type { HandedOver, Membership } from './rows';
import { Shelves } from './shelf';
import { DEVICE, MEMBERSHIP, type SealedTables, openTables } from './tables';
import { Turns } from '../sync/turns';
import type { World } from './world';

const PAST_MAILBOXES = 3;
/** The counter that says when the newest roster entry came. */
export const ROSTER_CAME = 'roster_came';
const DAY_MILLISECONDS = 86_400_000;

export interface Session {
  readonly world: World;
  readonly store: Store;
  readonly tables: SealedTables;
  /** Before the name of each of this space's rows. */
  readonly prefix: string;
  readonly dying: DyingFile;
  readonly device: Device;
  readonly shelves: Shelves;
  readonly relay: Relay;
  readonly mailroom: Mailroom;
  /** The present epoch's first, then those of a few before it. */
  rosterMailboxes: readonly Bytes[];
  openingMailboxes: readonly Bytes[];
  readonly turns: Turns;
  membership: Membership;
  roster: Roster;
  /** What was opened. Made anew from the store if a commit fails. */
  archive: Archive;
  readonly seen: Map<string, number>;
  /** By record and compartment. In memory alone: a device that was restored from an old backup must never write a place of a stream twice. */
  readonly writers: Map<string, OwnStream>;
  /** By number of a roster entry: where it stands in the feed. */
  rosterArrivals: Map<number, Arrival>;
  /** When the newest one came, in ms by this device's clock; null if that is not known. */
  rosterCame: number | null;
  /** The roster entry to which this person decided to seal though it is old; -1 for none. */
  acceptedRoster: number;
  /** By author: what the newest of their changes that were just opened says of the log. Gone through at the end of an exchange. */
  readonly gossip: Map<string, Gossip>;
  /** Drafts that were sealed or thrown away: a screen that saves a moment too late must not bring one back. */
  readonly finishedDrafts: Set<string>;
  courier: Courier | null;
  /** A coordinator's, while somebody looks. */
  watcher: Watcher | null;
  /** Null while no person has set a data budget. */
  meter: Meter | null;
}
/** A stream that this device writes. */
export interface OwnStream {
  readonly writer: Writer;
  /** The roster by which its lockbox was sealed. */
  readonly rosterSeq: number;
}
export interface Gossip {
  readonly author: DeviceId;
  readonly changeId: ChangeId;
  readonly checkpoint: Checkpoint;
  /** Of the change in the feed; undefined for one that came with an earlier version of this app. */
  readonly number: number | undefined;
  /** The newest roster entry that the author knew. */
  readonly rosterSeq: number;
}
export interface Archive {
  readonly records: Records;
  readonly streams: Streams;
  /** Hex ids of the streams that have an identity box. */
  readonly identities: Set<string>;
  /** By record: what this device handed over. */
  readonly handed: Map<string, HandedOver>;
  /** By receiver: hex hashes of the lockboxes that this device has granted to them. */
  readonly granted: Map<string, Set<string>>;
}

/** Opens everything that the keys and the store give. Refuses `open_elsewhere`, `damaged`, and what a broken roster is refused by. */
export async function openSession(world: World, store: Store, keys: Keys): Promise<Session> {
  const tables = openTables(store, keys);
  const [membership, seeds] = [await tables.membership.get(MEMBERSHIP), await tables.seeds.get(DEVICE)];
  if (membership === null || seeds === null) throw new Refusal('key_file_damaged', 'it belongs to another database');
  const dying = await DyingFile.open(world.files, keys, world.random);
  const relay = new Relay(world.relay, (url, init) => (session.meter ?? world).send(url, init));
  const tag = teamTag(membership.teamId);
  const session: Session = {
    world,
    store,
    tables,
    prefix: keys.prefix,
    dying,
    device: await Device.fromSeeds(seeds),
    shelves: await Shelves.open(store),
    relay,
    mailroom: relay.at(tag, await uploadToken(membership.epochSecret)),
    rosterMailboxes: await rosterMailboxes(membership),
    openingMailboxes: await openingMailboxes(membership),
    turns: new Turns(),
    membership,
    roster: await readRoster(tables),
    archive: await readArchive(tables),
    seen: new Map(await tables.seen.all()),
    writers: new Map(),
    rosterArrivals: await readArrivals(store),
    rosterCame: (await store.get('counters', ROSTER_CAME)) ?? null,
    acceptedRoster: -1,
    gossip: new Map(),
    finishedDrafts: new Set(),
    courier: null,
    watcher: null,
    meter: null,
  };
  return session;
}

/** What was put into the old mailbox while the team drew a new epoch may still lie there. */
export const rosterMailboxes = (membership: Membership): Promise<readonly Bytes[]> => mailboxesOf(membership, rosterMailbox);
export const openingMailboxes = (membership: Membership): Promise<readonly Bytes[]> => mailboxesOf(membership, openingMailbox);

function mailboxesOf({ epochSecret, past }: Membership, derive: (secret: Bytes) => Promise<Bytes>): Promise<readonly Bytes[]> {
  return Promise.all([epochSecret, ...past.slice(-PAST_MAILBOXES).map(([, secret]) => secret)].map((secret) => derive(secret)));
}

/** Every entry is judged again: who can read is never taken from the disk on trust. */
export async function readRoster(tables: SealedTables): Promise<Roster> {
  let roster = Roster.empty;
  for (const signed of (await tables.roster.all()).values()) roster = await roster.extend(signed, verify);
  return roster;
}

export async function readArrivals(store: Store): Promise<Map<number, Arrival>> {
  return new Map((await all(store, 'arrivals')).map(([seq, arrival]) => [Number(seq), arrival]));
}

/**
 * How long this device has heard nothing new of who is in, in ms. An administrator's clock that runs ahead makes no list younger than the day on which
 * it came, and a clock of this device that was set back is held against the last time that the relay was reached.
 */
export function ageOfRoster({ roster, rosterCame, world, shelves }: Session): number {
  return Math.max(world.now(), shelves.lastSuccess ?? 0) - Math.min(roster.time, rosterCame ?? roster.time);
}

export async function readArchive(tables: SealedTables): Promise<Archive> {
  const records = new Records();
  for (const { known, stream } of (await tables.changes.all()).values()) records.add(known, hex(stream));
  const identities = new Set([...(await tables.identities.all()).values()].map(hex));
  const granted = new Map<string, Set<string>>();
  for (const { receiver, lockboxes } of (await tables.granted.all()).values()) rememberGranted(granted, receiver, lockboxes);
  return { records, streams: new Streams(await tables.streams.all()), identities, handed: new Map(await tables.handed.all()), granted };
}

export function rememberGranted(granted: Archive['granted'], receiver: DeviceId, lockboxes: readonly Bytes[]): void {
  const known = granted.get(hex(receiver)) ?? new Set();
  granted.set(hex(receiver), known);
  for (const lockbox of lockboxes) known.add(hex(lockbox));
}

export const rosterKey = orderKey;

export function tagOf({ membership }: Session): TeamTag {
  return teamTag(membership.teamId);
}

export function hasRole({ roster, device }: Session, role: Roles): boolean {
  return roster.isMember(device.id, roster.seq, role);
}

export function isAdmitted({ roster, device }: Session): boolean {
  return roster.isMember(device.id, roster.seq);
}

export function isCoordinator(session: Session): boolean {
  return hasRole(session, Role.coordinator);
}

/** Refuses `author_not_member`: what this device sealed nobody would accept. */
export function demandAdmitted(session: Session): void {
  if (!isAdmitted(session)) throw new Refusal('author_not_member', 'this device');
}

/** Refuses `roster_stale`: somebody may have been removed without this device knowing, and would read what it seals. */
export function demandFresh(session: Session): void {
  const { roster, acceptedRoster } = session;
  if (acceptedRoster !== roster.seq && ageOfRoster(session) > roster.policy.staleDays * DAY_MILLISECONDS) throw new Refusal('roster_stale');
}

export function hasIdentity({ archive }: Session, record: string): boolean {
  return [...archive.records.streams(record)].some((stream) => archive.identities.has(stream));
}

/** In the background: what was just kept goes out, and if that is not possible now, later. */
export function wakeCourier({ courier }: Session): void {
  courier?.wake();
}

/** Leaves no file held and no timer running. */
export function closeSession(session: Session): void {
  session.courier?.stop();
  session.watcher?.stop();
  session.dying.close();
  session.store.close();
}
