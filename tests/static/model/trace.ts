/** What is written in a trace (`tests/sync/world.py` says what each step means): steps, and the places and values they speak of. */
import { readFileSync, readdirSync } from 'node:fs';
import { type Bytes, type DeviceId, brand, concat, u32 } from '../../../static/src/format/bytes';
import type { FieldPath, MemberPath, Path, RecordId, Value } from '../../../static/src/format/change';

export const COORDINATORS = ['bilal', 'sana', 'dawood'] as const;
export const DOCUMENTERS = ['amina', 'zahra'] as const;
export const PEOPLE = [...COORDINATORS, ...DOCUMENTERS] as const;
export type Person = (typeof PEOPLE)[number];
export const FORM = '2026112200';
export const NOW = 1_795_000_000_000;

interface Saying {
  readonly who: Person;
  readonly record: number;
  /** The process ends before the change was committed, or after. */
  readonly dies?: 'before' | 'after';
}
type At = { readonly path: string };
export type Step =
  | ({ readonly do: 'testify'; readonly fields: readonly (readonly [string, Exclude<Value, null> | null])[] } & Saying)
  | ({ readonly do: 'edit'; readonly x: Value; readonly blind?: boolean } & Saying & At)
  | ({ readonly do: 'decide'; readonly x: Value; readonly why: string } & Saying & At)
  | ({ readonly do: 'remove' | 'keep' } & Saying & At)
  | { readonly do: 'push' | 'pull' | 'lose_answer' | 'crash' | 'restart' | 'backup' | 'restore' | 'join' | 'dismiss'; readonly who: Person }
  | { readonly do: 'roll_back'; readonly lost: number }
  | { readonly do: 'clock'; readonly who: Person; readonly ms: number }
  | { readonly do: 'form'; readonly who: Person; readonly version: string };
export type Act = Extract<Step, Saying>;

export interface Trace {
  readonly name: string;
  readonly steps: readonly Step[];
  /** By record: the digests of all its changes and of its two halves, and its marks. */
  readonly gives: Readonly<Record<string, readonly string[]>>;
}

const FOLDER = new URL('../../sync/traces/', import.meta.url);
const read = (name: string): readonly Trace[] => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as readonly Trace[];

/** Traces that once failed come first. */
export const regressions = readdirSync(new URL('regressions/', FOLDER))
  .filter((name) => name.endsWith('.json'))
  .toSorted()
  .flatMap((name) => read(`regressions/${name}`));
export const byHand = read('by_hand.json');
export const seeded = read('seeded.json');

/** Sixteen bytes that begin with a number: a record's id, or a member's. */
const numbered = (number: number): Bytes => concat(u32(number), new Uint8Array(12));

export const deviceOf = (who: Person): DeviceId => brand<DeviceId>(new Uint8Array(16).fill(PEOPLE.indexOf(who) + 1));
export const recordOf = (number: number): RecordId => brand<RecordId>(numbered(number));

/** `e_title`, `victim/1` or `victim/1/v_sex`. */
export function pathOf(text: string): Path {
  const [first = '', member, field] = text.split('/');
  if (member === undefined) return [first];
  const path: MemberPath = [first, numbered(Number(member))];
  return field === undefined ? path : ([...path, field] satisfies FieldPath);
}
