/** The part of the journey in which a coordinator gives the team a form of its own, and everybody can ask it. */
import type { Author } from '../journey';

/** A form that a coordinator said, as this device knows it. */
export interface TeamForm {
  readonly id: string;
  readonly version: string;
  /** By language; null if this version of the app cannot read the form. */
  readonly title: { readonly en: string; readonly ur: string } | null;
  /** Who said it first, of those whose word is here; null if only its end was heard of. */
  readonly by: Author | null;
  /** ms since 1970, by this device's clock: when it came, or was said here. */
  readonly at: number;
  /** False once a coordinator has taken it out of use: nothing new is begun with it. */
  readonly inUse: boolean;
  readonly endedBy: Author | null;
  /** Whether the relay's log was proven to hold what was last said of it. */
  readonly delivered: boolean;
}

/** What is wrong with a form, or was changed in it: a code of the catalogue, where, and a detail. */
export interface FormFinding {
  readonly code: string;
  readonly where: string;
  readonly detail: string;
}
/** What the desk made of a workbook. Without a form, `problems` says why. */
export interface Compiled {
  /** The form's JSON. */
  readonly form: string | null;
  readonly problems: readonly FormFinding[];
  readonly notices: readonly FormFinding[];
}

export interface FormCalls {
  /** The newest first. */
  list(): Promise<readonly TeamForm[]>;
  /** Its JSON as it was compiled; null if it is not on this device. */
  form(id: string, version: string): Promise<string | null>;
  /** Signs a compiled form for the whole team; returns its version. Refuses `author_not_member`, `malformed` and `too_large`. */
  say(form: string): Promise<string>;
  /** Nothing new is begun with it from now on; drafts and testimonies keep it. Refuses `author_not_member` and `not_found`. */
  end(id: string, version: string): Promise<void>;
}

/** All of them as one call of the journey, by their names: they are asked for by few, and fetched when they are. */
export interface TeamForms {
  teamForms<Call extends keyof FormCalls>(call: Call, ...args: Parameters<FormCalls[Call]>): Promise<Awaited<ReturnType<FormCalls[Call]>>>;
  /** An XLSForm workbook, by the desk of this computer. Refuses `not_found` where there is none, and `too_large`. */
  compileForm(name: string, workbook: Uint8Array): Promise<Compiled>;
}
