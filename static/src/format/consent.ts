/**
 * What the witness allowed, asked of a folded record. Whatever is unclear means no. No screen may soften the answer.
 */
import type { Value } from './change';
import type { FoldedRecord, PathState } from './history';
import { isWithdrawn } from './withdrawal';

export const PURPOSES = ['statistics', 'public_anon', 'un', 'court_nat', 'court_int', 'partner'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** What a record without a witness may be used for. */
const WITHOUT_WITNESS: ReadonlySet<Purpose> = new Set(['statistics', 'public_anon']);
const CONSENT = 'c_';
const KIND = 'record_kind';

/** Whether this record may be used for this purpose. `withdrawn`: `withdrawnMarks` of all that is known of the team. */
export function allows(record: FoldedRecord, purpose: Purpose, withdrawn: ReadonlySet<string>): boolean {
  if (consentWaits(record) || isWithdrawn([...record.applied, ...record.waiting], withdrawn)) return false;
  if (says(record, KIND) === 'desk') return WITHOUT_WITNESS.has(purpose) && !hadWitness(record) && !refusesAnything(record);
  const internal = says(record, 'c_internal');
  return says(record, CONSENT + purpose) === 'yes' && typeof internal === 'string' && internal !== 'no';
}

/** The settled value of a field, else null. */
function says(record: FoldedRecord, field: string): Value {
  const state = record.paths.find(({ path }) => path.length === 1 && path[0] === field);
  return state === undefined ? null : settledValue(state);
}

function settledValue({ state, values }: PathState): Value {
  return state === 'settled' ? (values[0]?.x ?? null) : null;
}

/** Whether a change that waits touches consent: it may take back what is shown as given. */
function consentWaits({ waiting }: FoldedRecord): boolean {
  return waiting.some(({ change }) => change.ops.some(({ p: [name] }) => name.startsWith(CONSENT) || name === KIND));
}

/** Whether it was ever said to be anything but a desk record. Nobody takes a witness out of a testimony by calling it so. */
function hadWitness({ applied }: FoldedRecord): boolean {
  return applied.some(({ change }) => change.ops.some(({ p, x }) => p.length === 1 && p[0] === KIND && x !== 'desk'));
}

/** A record from documents has no witness, but a "no" in it still counts, and so does a conflict. */
function refusesAnything({ paths }: FoldedRecord): boolean {
  return paths.some((state) => state.path[0].startsWith(CONSENT) && (state.state === 'conflict' || settledValue(state) === 'no'));
}
