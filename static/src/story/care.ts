/**
 * Caring for keys: when the passphrase is asked for again, when a backup is to be made or proven. Only says what is due; what is due blocks nothing.
 */
import type { DecodedMap } from '../format/shape';
import { asNumber, bytesOf } from '../format/shape';
import { asDeviceId, fingerprint } from '../format/device';
import { Role } from '../format/entry';
import type { Put } from '../store/store';
import type { Bytes } from '../format/bytes';
import type { Due, KeysCare } from '../journey/keys';
import { type Session, hasRole, isAdmitted } from './session';
import { CARE } from './tables';

export const DAY_MILLISECONDS = 86_400_000;
/** After set-up: what was typed after one day, a week and a month is remembered for years. */
const REHEARSAL_DAYS = [1, 7, 30] as const;
/** A backup that nobody has opened for so long may be lost, and nobody knows. */
const DRILL_DAYS = 90;
const NEVER = Number.MAX_SAFE_INTEGER;

/** What this device remembers of it. Times are ms since 1970; null for never. */
export interface Care {
  readonly since: number;
  readonly rehearsed: number;
  /** When the passphrase is asked for again after it was not known from memory. */
  readonly again: number;
  readonly file: number | null;
  readonly paper: number | null;
  /** The team's epoch of that day. */
  readonly paperEpoch: number | null;
  readonly drill: number | null;
  /** Of keys that this device is about to get. */
  readonly next: Bytes | null;
  /** The id of the keys that this device had before, until they have left the team. */
  readonly old: Bytes | null;
  /** Whether a security key is needed besides the passphrase. */
  readonly second: boolean;
}

const newCare = (since: number): Care => ({ since, rehearsed: 0, again: 0, file: null, paper: null, paperEpoch: null, drill: null, next: null, old: null, second: false });

export async function readCare({ tables, world }: Session): Promise<Care> {
  const row = await tables.care.get(CARE);
  // A device of an early version has no row: its day of set-up is today.
  if (row === null) return newCare(world.now());
  const number = (key: string): number | null => (row[key] === null || row[key] === undefined ? null : asNumber(row[key]));
  return {
    since: asNumber(row['since']),
    rehearsed: number('rehearsed') ?? 0,
    again: number('again') ?? 0,
    file: number('file'),
    paper: number('paper'),
    paperEpoch: number('paperEpoch'),
    drill: number('drill'),
    next: bytesOrNull(row['next'], 32),
    old: bytesOrNull(row['old'], 16),
    second: row['second'] === true,
  };
}

const bytesOrNull = (value: DecodedMap[string] | undefined, size: number): Bytes | null => (value === null || value === undefined ? null : bytesOf(value, size));

export async function writeCare(session: Session, care: Care): Promise<void> {
  await session.store.commit([await careRow(session, care)]);
}

export function careRow(session: Session, care: Care): Promise<Put> {
  const due = Math.min(...dues(care, matters(session)).map(([, from]) => from), NEVER);
  const row: DecodedMap = { ...care, due };
  return session.tables.care.put(CARE, row);
}

/** From when on each is due, the most important first. */
export function dues(care: Care, matter: boolean): readonly (readonly [Due, number])[] {
  const { since, rehearsed, again, file, paper, drill, next, old } = care;
  if (next !== null || old !== null) return [['renew', 0]];
  const day = REHEARSAL_DAYS[rehearsed];
  const rehearse = day === undefined ? NEVER : Math.max(since + day * DAY_MILLISECONDS, again);
  if (!matter) return [['rehearse', rehearse]];
  const proven = Math.max(file ?? 0, paper ?? 0, drill ?? 0);
  const last: readonly [Due, number] = file === null && paper === null ? ['backup', since + DAY_MILLISECONDS] : ['drill', proven + DRILL_DAYS * DAY_MILLISECONDS];
  return [['rehearse', rehearse], last];
}

/** After it was typed from memory at `now`: a later day counts for those before it. */
export function afterRehearsal(care: Care, now: number): Care {
  const passed = REHEARSAL_DAYS.filter((day) => now >= care.since + day * DAY_MILLISECONDS).length;
  return { ...care, rehearsed: Math.max(care.rehearsed, passed) };
}

export function matters(session: Session): boolean {
  const { membership } = session;
  const bits = Role.coordinator | Role.guardian;
  return isAdmitted(session) ? hasRole(session, bits) : (membership.roles & bits) !== 0;
}

export async function keysCare(session: Session, hasRoot: boolean): Promise<KeysCare> {
  const care = await readCare(session);
  await writeCare(session, care);
  const matter = matters(session);
  const now = session.world.now();
  const dayOf = (time: number | null): number | null => (time === null ? null : Math.floor(time / DAY_MILLISECONDS) * DAY_MILLISECONDS);
  return {
    due: dues(care, matter).flatMap(([what, from]) => (now >= from ? [what] : [])),
    matters: matter,
    rehearsed: care.rehearsed,
    fileDay: dayOf(care.file),
    paperDay: dayOf(care.paper),
    drillDay: dayOf(care.drill),
    hasRoot,
    rolling: care.old !== null ? 'taken_over' : care.next !== null ? 'begun' : 'none',
    oldKeys: care.old === null ? null : fingerprint(asDeviceId(care.old)),
    guardsNames: hasRole(session, Role.guardian),
    hasSecondFactor: care.second,
    isAdmin: hasRole(session, Role.admin),
  };
}
