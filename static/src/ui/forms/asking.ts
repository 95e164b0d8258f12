/** A form of the team, ready to be asked on this phone. It is judged again here: what was said to the team must not stop a screen half way. */
import type { Moment } from '../../capture/evaluate';
import type { Form } from '../../capture/form';
import { judgeForm } from '../../capture/judge';
import { laidOut } from '../../capture/laid_out';
import { settled } from '../../capture/settled';
import { hex } from '../../format/bytes';
import { localDay } from '../capture/begin';
import type { Outside } from '../capture/session';
import { engine } from '../engine';
import { language } from '../words';

const MEMBER_BYTES = 12;
const SPAN = 2 ** 32;

/** Null if it is not on this device, or this version of the app cannot ask it. */
export async function teamForm(id: string, version: string): Promise<Form | null> {
  const text = await engine.teamForms('form', id, version);
  const form = text === null ? null : judgeForm(text).form;
  // The version of the team's form says more than what the workbook calls it.
  return form && laidOut({ ...form, id, version });
}

export interface Asking {
  readonly form: Form;
  readonly outside: Outside;
}

/** Null as `teamForm`, and for a new record if the form is out of use. */
export async function askTeamForm(id: string, version: string, isNew: boolean): Promise<Asking | null> {
  if (isNew && !(await engine.teamForms('list')).some((one) => one.id === id && one.version === version && one.inUse)) return null;
  const form = await teamForm(id, version);
  if (form === null) return null;
  const today = localDay(new Date());
  // The same as long as the record is open, so that no question comes and goes by chance.
  const open = { chance: chance(), uuid: uuid() };
  const moment = (): Moment => ({ now: now(new Date()), language: language.value, ...open });
  const drawn = (): Moment => ({ now: now(new Date()), language: language.peek(), get chance() { return chance(); }, get uuid() { return uuid(); } });
  const random = (): Uint8Array => crypto.getRandomValues(new Uint8Array(MEMBER_BYTES));
  return { form, outside: { moment, settled: (answers) => settled(form, answers, today, drawn(), random) } };
}

const chance = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / SPAN;

/** Version 4 of RFC 9562. `crypto.randomUUID` is younger than the oldest browser that we serve. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const [version = 0, variant = 0] = [bytes[6], bytes[8]];
  bytes.set([(version & 0x0f) | 0x40], 6);
  bytes.set([(variant & 0x3f) | 0x80], 8);
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** ISO 8601 with the offset of this device. */
function now(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const two = (part: number): string => String(Math.trunc(Math.abs(part))).padStart(2, '0');
  return new Date(date.getTime() + minutes * 60_000).toISOString().replace('Z', `${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`);
}
