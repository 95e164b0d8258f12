/** What a person should know of a form before the team gets it, in counts. Pure. */
import { isAsked, type Compartment, type Form, type FormNode } from '../../capture/form';

export interface Look {
  readonly questions: number;
  /** How many are asked for each compartment. */
  readonly asked: Readonly<Record<Compartment, number>>;
  readonly notAsked: number;
  readonly gates: number;
  readonly asksConsent: boolean;
}

export function* questionsIn(nodes: readonly FormNode[]): Generator<FormNode> {
  for (const node of nodes) {
    if (node.c) yield* questionsIn(node.c);
    else if (node.t !== 'note') yield node;
  }
}

const FILLED: ReadonlySet<string> = new Set(['calculate']);

export function lookAt(form: Form): Look {
  const questions = [...questionsIn(form.q)].filter((node) => !FILLED.has(node.t) && node.a !== 'hidden');
  const asked = (compartment: Compartment): number => questions.filter((node) => node.cmp === compartment && (compartment === 'review' || isAsked(node))).length;
  return {
    questions: questions.length,
    asked: { testimony: asked('testimony'), identity: asked('identity'), review: asked('review') },
    notAsked: questions.filter((node) => node.cmp !== 'review' && !isAsked(node)).length,
    gates: questions.filter((node) => node.stop !== undefined).length,
    // As server/format/consent.py reads it.
    asksConsent: questions.some((node) => node.n === 'c_internal') && questions.some((node) => node.n.startsWith('c_') && node.n !== 'c_internal'),
  };
}
