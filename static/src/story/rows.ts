/**
 * What this device remembers under its vault, row by row: the values and how they are written as canonical bytes.
 */
import { type Bytes, type ChangeId, type DeviceId, type TeamId, brand } from '../format/bytes';
import type { Decoded } from '../format/canonical';
import { decodeChange, encodeChange } from '../format/change';
import { asDeviceId, asTeamId } from '../format/device';
import type { Newcomer, Roles } from '../format/entry';
import type { Known } from '../format/history';
import type { ItemId } from '../format/item';
import { Refusal } from '../format/refusals';
import { type DecodedMap, asArray, asNumber, bytesOf, isMap } from '../format/shape';
import type { Codec } from './sealed';

/** Which team, and as whom. */
export interface Membership {
  readonly team: string;
  readonly teamId: TeamId;
  readonly epoch: number;
  readonly epochSecret: Bytes;
  readonly label: string;
  /** As founded or invited; what the roster says is what counts. */
  readonly roles: Roles;
  readonly mailbox: Bytes;
  readonly demo: boolean;
  /** Of the team's admin key at the relay: admins alone have it. */
  readonly adminSeed: Bytes | null;
  /** The last serial that the relay was given with it. */
  readonly serial: number;
  /** The roster entry with which this epoch began, as far as this device knows. */
  readonly since: number;
  /** Secrets of epochs before: entries of those days may still come. */
  readonly past: readonly PastSecret[];
  /** What this device was invited by. */
  readonly invite: string | null;
  /** When it was removed, in ms, as an administrator's entry said it at the relay; null if it was not. */
  readonly farewell: number | null;
  readonly persisted: boolean | null;
  /** The key file's slot of a second passphrase that was set up from here. Null says nothing: it may be that this is the second one's. */
  readonly otherSlot: number | null;
  /** Whether the quick taps do not only lock, but destroy the keys. */
  readonly tapsErase: boolean;
}
export type TeamEpoch = Pick<Membership, 'epoch' | 'epochSecret' | 'adminSeed' | 'since' | 'serial'>;
/** With the key that an admin had then: a relay that was put back to that day knows no other. Those who were removed since may have it too. */
export type PastSecret = readonly [epoch: number, epochSecret: Bytes, adminSeed: Bytes | null, since: number, serial: number];
export const pastSecret = ({ epoch, epochSecret, adminSeed, since, serial }: TeamEpoch): PastSecret => [epoch, epochSecret, adminSeed, since, serial];
export interface Seeds {
  readonly sign: Bytes;
  readonly kem: Bytes;
  /** What both are made from; devices that were set up by an early version have none. */
  readonly root: Bytes | null;
}
export interface HandedOver {
  readonly record: Bytes;
  readonly sealedAt: number;
  readonly changeId: ChangeId;
  /** All that the relay must have before it is delivered. */
  readonly items: readonly ItemId[];
  /** Coordinators whose devices said that they hold it. */
  readonly readers: readonly DeviceId[];
  /** Places of its media among the chunks that wait: the first, and how many. Null if it has none. */
  readonly media: readonly [first: number, count: number] | null;
  /** Corrections by this device, oldest first. */
  readonly later: readonly Correction[];
}
export interface Correction {
  readonly changeId: ChangeId;
  readonly readers: readonly DeviceId[];
}
export interface IssuedInvite {
  readonly secret: Bytes;
  readonly roles: Roles;
  readonly expires: number;
  readonly link: string;
  /** The one device that it let in. */
  readonly admitted: DeviceId | null;
}
export interface OpenedRequest {
  readonly inviteId: Bytes;
  readonly newcomer: Omit<Newcomer, 'role'>;
}
/** An entry of the roster that was proposed, with the signatures that are known of it. */
export interface ProposalRow {
  readonly signed: Bytes;
  /** Admins who refused it. */
  readonly noes: readonly DeviceId[];
}
/** The keys that one grant of this device handed on. */
export interface GrantedRow {
  readonly receiver: DeviceId;
  /** Their hashes. */
  readonly lockboxes: readonly Bytes[];
}
/** What the relay signed and cannot both be true. */
export interface FindingRow {
  readonly name: 'log_rolled_back' | 'log_fork';
  /** The last checkpoint of the history that this device knew. */
  readonly before: string;
  /** The first of the other one; or, where an author tells of it, the id of their change, its log_size and log_root. */
  readonly after: string;
  /** Midnight of its day, in ms since 1970. */
  readonly day: number;
  readonly author: DeviceId | null;
  /** Whether a person has said that they have seen it. */
  readonly seen: boolean;
}
/** The version of the app that was found signed last. */
export interface ReleaseRow {
  readonly build: string;
  /** YYYY-MM-DD, as the signer says. */
  readonly day: string;
  /** Midnight of the day on which it was found, in ms since 1970. */
  readonly since: number;
  readonly releasePk: Bytes;
}
export interface KnownRow {
  readonly known: Known;
  readonly stream: Bytes;
  /** The canonical bytes of its change, if they are at hand. */
  readonly encoded?: Bytes | null;
}

const text = (value: Decoded | undefined): string => {
  if (typeof value !== 'string') throw new Refusal('malformed', 'not text');
  return value;
};
const bytes = (value: Decoded | undefined): Bytes => {
  if (!(value instanceof Uint8Array)) throw new Refusal('malformed', 'not bytes');
  return value;
};
const orNull = <Value>(value: Decoded | undefined, read: (value: Decoded | undefined) => Value): Value | null => (value === null ? null : read(value));
const flag = (value: Decoded | undefined): boolean => {
  if (typeof value !== 'boolean') throw new Refusal('malformed', 'not true or false');
  return value;
};
const readPast = (value: Decoded): PastSecret => {
  // Those of version 0.1.0 end after the second.
  const [epoch, secret, seed = null, since = 0, serial = 0] = asArray(value);
  return [asNumber(epoch), bytesOf(secret, 32), orNull(seed, bytes), asNumber(since), asNumber(serial)];
};
const readersOf = (value: Decoded | undefined): readonly DeviceId[] => asArray(value).map((id) => asDeviceId(bytes(id)));
/** A row of ours, which no other program writes: a key that is missing is found when its value is read. */
const row = (value: Decoded): DecodedMap => {
  if (!isMap(value)) throw new Refusal('malformed', 'not a row');
  return value;
};

export const membershipCodec: Codec<Membership> = {
  write: (membership) => ({ ...membership }),
  read(value) {
    const map = row(value);
    return {
      team: text(map['team']),
      teamId: asTeamId(bytes(map['teamId'])),
      epoch: asNumber(map['epoch']),
      epochSecret: bytesOf(map['epochSecret'], 32),
      label: text(map['label']),
      roles: asNumber(map['roles']),
      mailbox: bytesOf(map['mailbox'], 16),
      demo: flag(map['demo']),
      adminSeed: orNull(map['adminSeed'], bytes),
      // Rows of version 0.1.0 have none of these.
      serial: asNumber(map['serial'] ?? 0),
      since: asNumber(map['since'] ?? 0),
      past: asArray(map['past'] ?? []).map(readPast),
      invite: orNull(map['invite'] ?? null, text),
      farewell: orNull(map['farewell'] ?? null, asNumber),
      persisted: orNull(map['persisted'], flag),
      // Rows of version 0.1.0 have neither.
      otherSlot: orNull(map['otherSlot'] ?? null, asNumber),
      tapsErase: map['tapsErase'] === true,
    };
  },
};
export const seedsCodec: Codec<Seeds> = {
  write: (seeds) => ({ ...seeds }),
  read(value) {
    const map = row(value);
    return { sign: bytesOf(map['sign'], 32), kem: bytesOf(map['kem'], 32), root: orNull(map['root'] ?? null, bytes) };
  },
};
export const handedCodec: Codec<HandedOver> = {
  write: ({ later, media, ...handed }) => ({ ...handed, ...(media === null ? {} : { media }), later: later.map(({ changeId, readers }) => [changeId, readers]) }),
  read(value) {
    const map = row(value);
    const [first, count] = asArray(map['media'] ?? []);
    return {
      record: bytesOf(map['record'], 16),
      sealedAt: asNumber(map['sealedAt']),
      changeId: brand<ChangeId>(bytesOf(map['changeId'], 32)),
      items: asArray(map['items']).map((id) => brand<ItemId>(bytesOf(id, 32))),
      readers: readersOf(map['readers']),
      media: first === undefined ? null : [asNumber(first), asNumber(count)],
      // Rows of version 0.1.0 have none.
      later: asArray(map['later'] ?? []).map((one) => {
        const [id, readers] = asArray(one);
        return { changeId: brand<ChangeId>(bytesOf(id, 32)), readers: readersOf(readers) };
      }),
    };
  },
};
export const inviteCodec: Codec<IssuedInvite> = {
  write: (invite) => ({ ...invite }),
  read(value) {
    const map = row(value);
    return {
      secret: bytesOf(map['secret'], 16),
      roles: asNumber(map['roles']),
      expires: asNumber(map['expires']),
      link: text(map['link']),
      admitted: orNull(map['admitted'], (id) => asDeviceId(bytes(id))),
    };
  },
};
export const requestCodec: Codec<OpenedRequest> = {
  write: ({ inviteId, newcomer }) => ({ inviteId, ...newcomer }),
  read(value) {
    const map = row(value);
    const keys = { signPk: bytesOf(map['signPk'], 32), kemPk: bytesOf(map['kemPk'], 1216) };
    return { inviteId: bytesOf(map['inviteId'], 16), newcomer: { ...keys, mailbox: bytesOf(map['mailbox'], 16), label: text(map['label']) } };
  },
};
export const proposalCodec: Codec<ProposalRow> = {
  write: (proposal) => ({ ...proposal }),
  read(value) {
    const map = row(value);
    return { signed: bytes(map['signed']), noes: asArray(map['noes']).map((id) => asDeviceId(bytes(id))) };
  },
};
export const grantedCodec: Codec<GrantedRow> = {
  write: (granted) => ({ ...granted }),
  read(value) {
    const map = row(value);
    return { receiver: asDeviceId(bytes(map['receiver'])), lockboxes: asArray(map['lockboxes']).map((hash) => bytesOf(hash, 32)) };
  },
};
export const releaseCodec: Codec<ReleaseRow> = {
  write: (release) => ({ ...release }),
  read(value) {
    const map = row(value);
    return { build: text(map['build']), day: text(map['day']), since: asNumber(map['since']), releasePk: bytesOf(map['releasePk'], 32) };
  },
};
export const findingCodec: Codec<FindingRow> = {
  write: (finding) => ({ ...finding }),
  read(value) {
    const map = row(value);
    return {
      name: map['name'] === 'log_fork' ? 'log_fork' : 'log_rolled_back',
      before: text(map['before']),
      after: text(map['after']),
      day: asNumber(map['day']),
      author: orNull(map['author'], (id) => asDeviceId(bytes(id))),
      seen: flag(map['seen']),
    };
  },
};
export const knownCodec: Codec<KnownRow> = {
  write: ({ known, stream, encoded }) => ({ id: known.changeId, author: known.author, stream, change: encoded ?? encodeChange(known.change) }),
  read(value) {
    const map = row(value);
    const known = { changeId: brand<ChangeId>(bytesOf(map['id'], 32)), author: asDeviceId(bytes(map['author'])), change: decodeChange(bytes(map['change'])) };
    return { known, stream: bytesOf(map['stream'], 16) };
  },
};
/** What is due for the keys, read by `care.ts`. */
export const careCodec: Codec<DecodedMap> = { write: (care) => care, read: row };
export const bytesCodec: Codec<Bytes> = { write: (value) => value, read: bytes };
export const numberCodec: Codec<number> = { write: (value) => value, read: asNumber };
