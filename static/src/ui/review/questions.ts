/**
 * The form as a reviewer reads it: sections in the form's order, each question with its words and choices in both languages.
 *
 * It knows nothing of answers. Whatever it does not know is looked up as null, so that the screens show the raw name instead of nothing.
 */
import { GIVEN } from '../../capture/answers';
import type { Choice, Form, FormNode, Text } from '../../capture/form';

export interface Question {
  readonly name: string;
  readonly kind: FormNode['t'];
  readonly label: Text | null;
  readonly choices: readonly Choice[];
  /** The name of the field whose values in other members are the choices (an act's victims), or null. */
  readonly from: string | null;
  readonly collection: string | null;
  readonly compartment: string;
  /** True if the software fills it, so that nobody is asked. */
  readonly filled: boolean;
}

export interface Section {
  readonly name: string;
  readonly label: Text | null;
  /** True if the section is a collection: victims, acts, claims. */
  readonly repeats: boolean;
  /** For a collection inside another one: the outer collection. */
  readonly inside: string | null;
  readonly questions: readonly Question[];
}

export interface Questions {
  readonly sections: readonly Section[];
  readonly byName: ReadonlyMap<string, Question>;
}

interface Collected {
  readonly sections: Section[];
  readonly byName: Map<string, Question>;
}

function questionOf(form: Form, node: FormNode, collection: string | null): Question {
  return {
    name: node.n,
    kind: node.t,
    label: node.l ?? null,
    choices: node.list === undefined ? [] : (form.lists[node.list] ?? []),
    from: node.from ?? null,
    collection,
    compartment: node.cmp ?? 'testimony',
    filled: node.t === 'calculate' || node.a === 'hidden',
  };
}

/** Groups inside a section are read as one; repeats become sections of their own, right after the one they stand in. */
function collect(form: Form, nodes: readonly FormNode[], collection: string | null, into: Collected): readonly Question[] {
  const questions: Question[] = [];
  for (const node of nodes) {
    if (node.t === 'group') questions.push(...collect(form, node.c ?? [], collection, into));
    else if (node.t === 'repeat') section(form, node, collection, into);
    else if (node.t !== 'note') {
      const question = questionOf(form, node, collection);
      into.byName.set(node.n, question);
      questions.push(question);
      if (node.t !== 'date') continue;
      const given = { ...question, name: GIVEN + node.n, filled: true };
      into.byName.set(given.name, given);
      questions.push(given);
    }
  }
  return questions;
}

function section(form: Form, node: FormNode, inside: string | null, into: Collected): void {
  const repeats = node.t === 'repeat';
  const at = into.sections.length;
  const questions = collect(form, node.c ?? [], repeats ? node.n : inside, into);
  into.sections.splice(at, 0, { name: node.n, label: node.l ?? null, repeats, inside: repeats ? inside : null, questions });
}

export function questionsOf(form: Form): Questions {
  const into: Collected = { sections: [], byName: new Map() };
  const loose: Question[] = [];
  for (const node of form.q) {
    if (node.t === 'group' || node.t === 'repeat') section(form, node, null, into);
    else loose.push(...collect(form, [node], null, into));
  }
  if (loose.length > 0) into.sections.unshift({ name: '', label: null, repeats: false, inside: null, questions: loose });
  return into;
}

/** A testimony of a form that this app does not have: no sections, so every answer is shown by its raw name. */
export const NO_QUESTIONS: Questions = { sections: [], byName: new Map() };
