/**
 * Entries of the roster: their bytes (PROTOCOL section 6). Reads and writes one entry and never judges whether it may follow another; `roster.ts` does.
 */
import { type Branded, type Bytes, type DeviceId, brand, concat, u16, u32, u64, u8, utf8 } from './bytes';
import { KEM_KEY_SIZE, SIGNATURE_SIZE, SIGN_KEY_SIZE, asDeviceId, deviceId } from './device';
import { hash, label } from './hash';
import { Reader } from './reader';
import { Refusal } from './refusals';

export const Role = { documenter: 1, coordinator: 2, guardian: 4, admin: 8 } as const;
/** Bits of `Role`, combined. */
export type Roles = number;
const ALL_ROLES = Role.documenter | Role.coordinator | Role.guardian | Role.admin;

/** When a phone forgets how to open what was recorded on it: when it is done, when the relay proved that it has it, or some days later. */
export const Seal = { atDone: 1, onDelivery: 2, kept: 3 } as const;
export type Seal = (typeof Seal)[keyof typeof Seal];

export interface Policy {
  /** How many different admins it takes to change who can read. */
  readonly quorum: number;
  /** How many guardians it takes to open one identity. */
  readonly k: number;
  readonly seal: Seal;
  /** Not 0 if `seal` is `kept`, else 0. */
  readonly keptDays: number;
  /** A head that is older may hide a removal. */
  readonly staleDays: number;
  /** Guardians open names at a desk only, never in a page that a server delivered. */
  readonly guardiansAtDesk: boolean;
  /** A phone pushes after a random wait of at most this. 0: at once. */
  readonly delayMinutes: number;
  readonly relayPk: Bytes;
  /** Who signs the releases of the app. Zeros: none pinned. */
  readonly releasePk: Bytes;
}
export interface Newcomer {
  readonly role: Roles;
  readonly signPk: Bytes;
  readonly kemPk: Bytes;
  readonly mailbox: Bytes;
  readonly label: string;
}
export type RosterOp =
  | ({ readonly op: 'add'; readonly id: DeviceId } & Newcomer)
  | { readonly op: 'remove'; readonly id: DeviceId; readonly reason: number }
  | ({ readonly op: 'policy' } & Policy)
  | { readonly op: 'head' };

export interface Entry {
  /** 32 zero bytes in genesis. */
  readonly teamId: Bytes;
  readonly seq: number;
  readonly prev: Bytes;
  /** ms since 1970 by the clock of whoever wrote it: a claim. */
  readonly time: number;
  readonly ops: readonly RosterOp[];
}
export interface EntrySignature {
  readonly device: DeviceId;
  readonly signature: Bytes;
}
export interface ParsedEntry extends Entry {
  /** The hash of the entry, 32 bytes. */
  readonly head: Bytes;
  readonly signatures: readonly EntrySignature[];
}
/** An entry with its signatures. */
export type SignedEntry = Branded<'SignedEntry'>;

/** Bytes of UTF-8 of a name that people read aloud. */
export const LABEL_LIMIT = 128;
export const ENTRY_LIMIT = 1 << 20;
/** A day: longer, and a phone that is taken at night still holds what was sealed in the morning. */
export const DELAY_LIMIT_MINUTES = 1440;
const CODE = { add: 1, remove: 2, firstPolicy: 3, head: 4, policy: 5 } as const;

/** What a team has that said nothing else; teams of `firstPolicy` could say nothing else. */
export const USUAL_POLICY = { seal: Seal.atDone, keptDays: 0, guardiansAtDesk: false, delayMinutes: 0, releasePk: new Uint8Array(32) } as const;

export function add(newcomer: Newcomer): RosterOp {
  return { op: 'add', id: deviceId(newcomer.signPk, newcomer.kemPk), ...newcomer };
}

// ---- writing
export function encodeEntry(entry: Entry): Bytes {
  return concat(utf8('GWR1'), entry.teamId, u32(entry.seq), entry.prev, u64(entry.time), u16(entry.ops.length), ...entry.ops.map(encodeOp));
}

function encodeOp(op: RosterOp): Bytes {
  switch (op.op) {
    case 'add': {
      const text = utf8(op.label);
      if (text.length > LABEL_LIMIT) throw new Refusal('too_large', 'label');
      return concat(u8(CODE.add), u8(op.role), op.signPk, op.kemPk, op.mailbox, u16(text.length), text);
    }
    case 'remove':
      return concat(u8(CODE.remove), op.id, u8(op.reason));
    case 'policy':
      return concat(
        ...[CODE.policy, op.quorum, op.k, op.seal, op.keptDays, op.staleDays, Number(op.guardiansAtDesk)].map(u8),
        u16(op.delayMinutes),
        op.relayPk,
        op.releasePk,
      );
    case 'head':
      break;
  }
  return u8(CODE.head);
}

/** The head that an entry makes: H("gawahi/v1/roster\0", entry). */
export function entryHead(entry: Uint8Array): Bytes {
  return hash('roster', entry);
}

/** What an admin signs. */
export function entryMessage(head: Uint8Array): Bytes {
  return concat(label('roster-sig'), head);
}

export function encodeSigned(entry: Uint8Array, signatures: readonly EntrySignature[]): SignedEntry {
  return brand<SignedEntry>(concat(entry, u8(signatures.length), ...signatures.flatMap(({ device, signature }) => [device, signature])));
}

// ---- reading
/** Refuses `malformed` and `too_large`. The signatures are not checked here. */
export function parseSigned(signed: Uint8Array): ParsedEntry {
  if (signed.length > ENTRY_LIMIT) throw new Refusal('too_large', `${signed.length} bytes`);
  const reader = new Reader(signed);
  reader.magic('GWR1');
  const fields = { teamId: reader.take(32), seq: reader.u32(), prev: reader.take(32), time: reader.u64() };
  const ops = Array.from({ length: reader.u16() }, () => parseOp(reader));
  if (ops.length === 0) throw new Refusal('malformed', 'no operation');
  const head = entryHead(signed.subarray(0, reader.at));
  const signatures = Array.from({ length: reader.u8() }, () => ({ device: asDeviceId(reader.take(16)), signature: reader.take(SIGNATURE_SIZE) }));
  reader.end();
  return { ...fields, ops, head, signatures };
}

function parseOp(reader: Reader): RosterOp {
  const code = reader.u8();
  switch (code) {
    case CODE.add:
      return parseAdd(reader);
    case CODE.remove:
      return { op: 'remove', id: asDeviceId(reader.take(16)), reason: reader.u8() };
    case CODE.firstPolicy:
      return parseFirstPolicy(reader);
    case CODE.head:
      return { op: 'head' };
    case CODE.policy:
      return parsePolicy(reader);
    default:
      throw new Refusal('malformed', `no roster operation ${code}`);
  }
}

function parseAdd(reader: Reader): RosterOp {
  const role = reader.u8();
  if (!isRoles(role)) throw new Refusal('malformed', 'no role');
  const keys = { signPk: reader.take(SIGN_KEY_SIZE), kemPk: reader.take(KEM_KEY_SIZE), mailbox: reader.take(16) };
  const size = reader.u16();
  if (size > LABEL_LIMIT) throw new Refusal('too_large', 'label');
  return add({ role, ...keys, label: reader.text(size) });
}

/** As teams wrote it that were founded before `CODE.policy`. */
function parseFirstPolicy(reader: Reader): RosterOp {
  const quorum = reader.u8();
  const k = reader.u8();
  if (reader.u8() !== Seal.atDone) throw new Refusal('malformed', 'seal');
  return { op: 'policy', ...USUAL_POLICY, quorum, k, staleDays: reader.u8(), relayPk: reader.take(32) };
}

function parsePolicy(reader: Reader): RosterOp {
  const [quorum, k] = [reader.u8(), reader.u8()];
  const [seal, keptDays, staleDays, atDesk] = [reader.u8(), reader.u8(), reader.u8(), reader.u8()];
  const delayMinutes = reader.u16();
  if (!isSeal(seal) || (seal === Seal.kept) !== (keptDays !== 0)) throw new Refusal('malformed', 'seal');
  if (staleDays === 0 || atDesk > 1 || delayMinutes > DELAY_LIMIT_MINUTES) throw new Refusal('malformed', 'policy');
  const [relayPk, releasePk] = [reader.take(32), reader.take(32)];
  return { op: 'policy', quorum, k, seal, keptDays, staleDays, guardiansAtDesk: atDesk === 1, delayMinutes, relayPk, releasePk };
}

function isSeal(value: number): value is Seal {
  return value >= Seal.atDone && value <= Seal.kept;
}

/** Whether these are bits of `Role`, and at least one. */
export function isRoles(value: number): value is Roles {
  return value >= 1 && value <= ALL_ROLES;
}
