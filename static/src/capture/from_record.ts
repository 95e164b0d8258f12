/** Answers from a plain record in which a collection is a list of members, as in the demonstration's cases and other software's files. */
import { NOTHING, setAnswer } from './answers';
import type { Answer, Answers } from './answers';
import { newMember } from './edit';
import type { Form } from './form';
import { waysOf } from './form';

export type PlainValue = Answer | readonly PlainRecord[];
export interface PlainRecord {
  readonly [name: string]: PlainValue;
}

/** `random` gives 12 bytes for each member. Throws a RangeError for a name that the form does not have. */
export function answersFromRecord(form: Form, record: PlainRecord, today: string, random: () => Uint8Array): Answers {
  return fill(form, NOTHING, record, today, random, []);
}

function fill(form: Form, before: Answers, record: PlainRecord, today: string, random: () => Uint8Array, member: readonly string[]): Answers {
  let answers = before;
  for (const [name, value] of Object.entries(record)) {
    const node = waysOf(form).get(name)?.at(-1);
    if (!node) throw new RangeError(`the form has no question ${name}`);
    if (isAnswer(value)) {
      answers = setAnswer(answers, [...member, name], value);
      continue;
    }
    for (const one of value) {
      const added = newMember(form, answers, today, name, member[1] ?? null, random());
      answers = fill(form, added.answers, one, today, random, [name, added.id]);
    }
  }
  return answers;
}

function isAnswer(value: PlainValue): value is Answer {
  return typeof value !== 'object' || value === null || (value.length > 0 && value.every((one) => typeof one === 'string'));
}
