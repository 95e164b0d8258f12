/** Opens a stored draft, or begins one with the form's defaults and the two codes that the last draft on this phone had. */
import { newAnswers } from '../../capture/edit';
import type { Moment } from '../../capture/evaluate';
import type { Form } from '../../capture/form';
import type { Draft } from '../../journey';

/** The team's and the documenter's code do not change from one testimony to the next. */
const CARRIED_OVER: readonly string[] = ['team_code', 'documenter_code'];

export interface Begun {
  readonly draft: Draft;
  readonly stored: boolean;
}

/** Null if the draft belongs to a form that is not here: it is left as it is. */
export function beginDraft(form: Form, drafts: readonly Draft[], id: string, today: string, now: number, moment: Moment | null = null): Begun | null {
  const stored = drafts.find((draft) => draft.id === id);
  if (stored) return stored.formId === form.id ? { draft: { ...stored, formVersion: form.version }, stored: true } : null;
  const answers = newAnswers(form, today, moment);
  const last = drafts.filter((draft) => draft.formId === form.id).reduce<Draft | null>((one, other) => (one && one.changed > other.changed ? one : other), null);
  const carried = Object.fromEntries(CARRIED_OVER.flatMap((name) => (last?.answers.fields[name] === undefined ? [] : [[name, last.answers.fields[name]]])));
  return { draft: { id, formId: form.id, formVersion: form.version, answers: { ...answers, fields: { ...answers.fields, ...carried } }, at: '', changed: now }, stored: false };
}

/** The calendar day where this device is, as YYYY-MM-DD. */
export function localDay(date: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
