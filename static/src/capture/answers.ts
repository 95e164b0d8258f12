/**
 * What was entered, as plain values that are never changed in place. The shapes are those of journey.ts.
 *
 * A member's id is its position (u32) and 12 random bytes, in hexadecimal: the position gives the number that is read aloud ("V2"),
 * and stays when another member is removed.
 */
export type Answer = null | number | string | readonly string[];

export interface Member {
  readonly id: string;
  readonly fields: Readonly<Record<string, Answer>>;
}
export interface Answers {
  readonly fields: Readonly<Record<string, Answer>>;
  readonly members: Readonly<Record<string, readonly Member[]>>;
}
/** [field] or [collection, member id, field]. */
export type Path = readonly string[];

/** The field in which a member of a nested collection names its parent member. */
export const PARENT = 'of';
/** What the field beside a date begins with: the date as it was given (PROTOCOL section 27). */
export const GIVEN = 'gw_given_';
const RANDOM_BYTES = 12;

export const NOTHING: Answers = { fields: {}, members: {} };

export function isEmpty(answer: Answer | undefined): boolean {
  return answer === undefined || answer === null || answer === '' || (Array.isArray(answer) && answer.length === 0);
}

export function setAnswer(answers: Answers, path: Path, value: Answer): Answers {
  const [first, member, field] = path;
  if (first === undefined) return answers;
  if (member === undefined || field === undefined) return { ...answers, fields: { ...answers.fields, [first]: value } };
  const members = (answers.members[first] ?? []).map((one) => (one.id === member ? { id: one.id, fields: { ...one.fields, [field]: value } } : one));
  return { ...answers, members: { ...answers.members, [first]: members } };
}

export function positionOf(memberId: string): number {
  return Number.parseInt(memberId.slice(0, 8), 16);
}

/** `random`: 12 bytes. The new member comes last; its parent is null unless the collection is nested. */
export function addMember(answers: Answers, collection: string, parent: string | null, random: Uint8Array): { readonly answers: Answers; readonly id: string } {
  if (random.length !== RANDOM_BYTES) throw new RangeError('12 random bytes');
  const members = answers.members[collection] ?? [];
  const siblings = members.filter((member) => (member.fields[PARENT] ?? null) === parent);
  const position = 1 + Math.max(0, ...siblings.map((member) => positionOf(member.id)));
  const id = position.toString(16).padStart(8, '0') + Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const member: Member = { id, fields: parent === null ? {} : { [PARENT]: parent } };
  return { answers: { ...answers, members: { ...answers.members, [collection]: [...members, member] } }, id };
}

/** Also removes the members that hang below it. */
export function withoutMember(answers: Answers, id: string): Answers {
  const members: Record<string, readonly Member[]> = {};
  let below: string[] = [];
  for (const [collection, list] of Object.entries(answers.members)) {
    members[collection] = list.filter((member) => member.id !== id && member.fields[PARENT] !== id);
    below = below.concat(list.filter((member) => member.fields[PARENT] === id).map((member) => member.id));
  }
  return below.reduce(withoutMember, { ...answers, members });
}
