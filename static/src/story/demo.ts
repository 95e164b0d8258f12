/**
 * The demonstration: the Mastung records, as the brief of this project gives them, recorded in a team that is marked as a demonstration. It goes the way of
 * every testimony: founded team, real keys, drafts, sealing, exchange. The facts are claims by a source and name no person.
 */
import { concat, hex, u32 } from '../format/bytes';
import type { Answer, Answers, Draft, Member, SealField } from '../journey';
import { saveDraft } from './drafts';
import { seal } from './record';
import type { Session } from './session';

export const DEMO_TEAM = 'Demonstration: Mastung';
export const DEMO_LABEL = 'Demonstration';
const FORM = ['gawahi_default', '2026112200'] as const;
/** Kept apart from the testimony by the form: it could lead to the person who recorded it. */
const IDENTITY_FIELDS: ReadonlySet<string> = new Set(['documenter_code']);

type Case = Readonly<Record<string, Answer | readonly Readonly<Record<string, Answer>>[]>>;

/** Records and seals all cases, which are a script of their own: whoever comes to work never needs them. */
export async function recordDemo(session: Session): Promise<void> {
  const { default: told } = await import('./mastung.json');
  const cases: readonly Case[] = Object.values(told);
  for (const one of cases) {
    const answers = answersOf(session, one);
    const draft: Draft = { id: hex(session.world.random(16)), formId: FORM[0], formVersion: FORM[1], answers, at: '', changed: session.world.now() };
    await session.turns.take(async () => {
      await saveDraft(session, draft);
      await seal(session, draft.id, FORM, sealFields(answers));
    });
  }
}

const isCollection = (value: Case[string]): value is readonly Readonly<Record<string, Answer>>[] =>
  Array.isArray(value) && value.every((member) => typeof member === 'object');

function answersOf({ world }: Session, one: Case): Answers {
  const fields: Record<string, Answer> = {};
  const members: Record<string, readonly Member[]> = {};
  for (const [name, value] of Object.entries(one)) {
    // A member's id begins with its position, which keeps members in the order in which they were told.
    if (isCollection(value)) members[name] = value.map((member, index) => ({ id: hex(concat(u32(index), world.random(12))), fields: member }));
    else fields[name] = value;
  }
  return { fields, members };
}

function sealFields({ fields, members }: Answers): readonly SealField[] {
  const own = Object.entries(fields).map(([name, value]) => sealField([name], name, value));
  const below = Object.entries(members).flatMap(([collection, list]) =>
    list.flatMap((member) => Object.entries(member.fields).map(([name, value]) => sealField([collection, member.id, name], name, value))),
  );
  return [...own, ...below].flat();
}

function sealField(path: SealField['path'], name: string, value: Answer): readonly SealField[] {
  return value === null ? [] : [{ path, value, compartment: IDENTITY_FIELDS.has(name) ? 'identity' : 'testimony' }];
}
