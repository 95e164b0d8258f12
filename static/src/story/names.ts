/** The names that people see: of testimonies, of people, of paths. Pure. */
import { type Bytes, type DeviceId, fromHex, hex } from '../format/bytes';
import type { Path } from '../format/change';
import { fingerprint } from '../format/device';
import { Role as Bit, type Roles } from '../format/entry';
import { Refusal } from '../format/refusals';
import type { Member, Roster } from '../format/roster';
import { nameInSight } from '../format/unseen';
import type { Author, Path as ShownPath, Role } from '../journey';

/** Crockford's base 32: no I, L, O or U, so that it can be read aloud and written down. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PSEUDONYM_SIGNS = 6;
const ROLES = ['documenter', 'coordinator', 'guardian', 'admin'] as const satisfies readonly Role[];

/** "T-7KQ4M2", from the record's id: 30 bits, so that two in ten thousand testimonies rarely share one. It tells nothing about anybody. */
export function pseudonym(record: Uint8Array): string {
  let number = new DataView(record.buffer, record.byteOffset).getUint32(0);
  let signs = '';
  for (let sign = 0; sign < PSEUDONYM_SIGNS; sign += 1) {
    signs += ALPHABET.charAt(number >>> 27);
    number = (number << 5) >>> 0;
  }
  return `T-${signs}`;
}

export function roleNames(bits: Roles): readonly Role[] {
  return ROLES.filter((name) => (bits & Bit[name]) !== 0);
}

export function roleBits(names: readonly Role[]): Roles {
  return names.reduce((bits, name) => bits | Bit[name], 0);
}

export function authorOf(member: Member, roster: Roster): Author {
  const removed = !roster.isMember(member.id, roster.seq);
  return { deviceId: hex(member.id), label: nameInSight(member.label), roles: roleNames(member.role), removed };
}

/** Somebody who is in no roster has no name: their fingerprint stands for it. */
export function authorById(device: DeviceId, roster: Roster): Author {
  const member = roster.at(device);
  return member === null ? { deviceId: hex(device), label: fingerprint(device), roles: [], removed: true } : authorOf(member, roster);
}

export function idFromHex(text: string, size = 16): Bytes {
  const bytes = fromHex(text);
  if (bytes?.length !== size) throw new Refusal('malformed', `an id of ${size} bytes`);
  return bytes;
}

export function shownPath(path: Path): ShownPath {
  return path.map((part) => (typeof part === 'string' ? part : hex(part)));
}

/** Refuses `malformed`. */
export function pathFromShown(path: ShownPath): Path {
  const [first, member, field, ...more] = path;
  if (first === undefined || more.length > 0) throw new Refusal('malformed', 'path');
  if (member === undefined) return [first];
  return field === undefined ? [first, idFromHex(member)] : [first, idFromHex(member), field];
}
