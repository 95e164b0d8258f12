/** The calls of `journey/forms.ts`, by name. */
import { waysOf, type Form } from '../capture/form';
import { judgeForm } from '../capture/judge';
import { Refusal } from '../format/refusals';
import { versionEnding } from '../format/team_form';
import type { Compiled, FormCalls, FormFinding, TeamForm } from '../journey/forms';
import { fields } from '../sync/answers';
import type { Desk } from '../sync/desk';
import type { Inside } from './inside';
import { authorById } from './names';
import type { Session } from './session';
import { type FormSaid, formSaid, formsSaid, isDelivered, sayForm } from './team_forms';

/** So many signs of a form's own version stand before the hash in the team's. */
const VERSION_SIGNS = 24;

type Calls = { readonly [Call in keyof FormCalls]: (session: Session, ...args: Parameters<FormCalls[Call]>) => Promise<Awaited<ReturnType<FormCalls[Call]>>> };

const CALLS: Calls = { list, form: formText, say, end };
const READS: ReadonlySet<keyof FormCalls> = new Set(['list', 'form']);

export async function teamForms<Call extends keyof FormCalls>(inside: Inside, call: Call, args: Parameters<FormCalls[Call]>): Promise<Awaited<ReturnType<FormCalls[Call]>>> {
  if (!Object.hasOwn(CALLS, call)) throw new Refusal('app_failed', 'no such call');
  const work: Calls[Call] = CALLS[call];
  return READS.has(call) ? inside.turn((session) => work(session, ...args)) : inside.send((session) => work(session, ...args));
}

// ---- reading
async function list(session: Session): Promise<readonly TeamForm[]> {
  const all = new Map([...(await formsSaid(session)).values()].map(({ content: { id, version } }) => [JSON.stringify([id, version]), [id, version] as const]));
  const shown = await Promise.all([...all.values()].map(([id, version]) => viewOf(session, id, version)));
  return shown.toSorted((one, other) => other.at - one.at);
}

async function viewOf(session: Session, id: string, version: string): Promise<TeamForm> {
  const { form, end: ended } = (await formSaid(session, id, version)) ?? { form: null, end: null };
  const by = (said: FormSaid | null): TeamForm['by'] => said && authorById(said.author, session.roster);
  const last = ended ?? form;
  return {
    id,
    version,
    title: formOf(form)?.title ?? null,
    by: by(form),
    at: (form ?? ended)?.at ?? 0,
    inUse: form !== null && ended === null,
    endedBy: by(ended),
    delivered: last !== null && (await isDelivered(session, last)),
  };
}

async function formText(session: Session, id: string, version: string): Promise<string | null> {
  return (await formSaid(session, id, version))?.form?.content.form ?? null;
}

const READ = new WeakMap<FormSaid, Form | null>();

/** Null for a form that this version of the app cannot ask. */
function formOf(said: FormSaid | null): Form | null {
  const text = said?.content.form ?? null;
  if (said === null || text === null) return null;
  const known = READ.get(said);
  if (known !== undefined) return known;
  const { form } = judgeForm(text);
  READ.set(said, form);
  return form;
}

/** The form of a record; null if it is not on this device, or this version of the app cannot ask it. */
export async function asked(session: Session, id: string, version: string): Promise<Form | null> {
  return formOf((await formSaid(session, id, version))?.form ?? null);
}

// ---- from a workbook
/** Refuses `not_found` where no desk is, and `too_large`. */
export async function compileForm(desk: Desk, name: string, workbook: Uint8Array): Promise<Compiled> {
  const answer = fields(await desk.compileForm(name, workbook));
  const found = (which: string): readonly FormFinding[] =>
    answer.list(which).map((one) => {
      const finding = fields(one);
      return { code: finding.text('code'), where: finding.text('where'), detail: finding.text('detail') };
    });
  return { form: answer.textOrNull('form'), problems: found('problems'), notices: found('notices') };
}

// ---- saying
async function say(session: Session, text: string): Promise<string> {
  const form = text.trim();
  const { form: judged, problems } = judgeForm(form);
  if (judged === null) throw new Refusal('malformed', problems.map(({ code, where }) => `${code} ${where}`).join(', '));
  if (![...waysOf(judged).values()].some((way) => way.at(-1)?.cmp === 'testimony')) throw new Refusal('malformed', 'it asks nothing for the testimony');
  const own = Array.from(judged.version).slice(0, VERSION_SIGNS).join('').trim();
  const version = (own === '' ? '1' : own) + versionEnding(form);
  const known = await formSaid(session, judged.id, version);
  if (known !== null && known.end !== null) throw new Refusal('malformed', 'this very form was taken out of use');
  if (known === null) await sayForm(session, { id: judged.id, version, form });
  return version;
}

async function end(session: Session, id: string, version: string): Promise<void> {
  const known = await formSaid(session, id, version);
  if (known === null) throw new Refusal('not_found', 'no such form');
  if (known.end === null) await sayForm(session, { id, version, form: null });
}
