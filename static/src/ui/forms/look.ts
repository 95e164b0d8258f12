/** What a person should know of a form before the team gets it, in counts, and what can be found in one. Pure. */
import { isAsked, type Compartment, type Form, type FormNode } from '../../capture/form';

/** Those of server/forms/findings.py that a phone or a desk may find, `name_taken` and `ended`. */
export const CODES = [
  'ended', 'circular', 'direct_outside_identity', 'duplicate_name', 'identity_leak', 'name_taken', 'no_ladder', 'reserved_name', 'syntax', 'too_large',
  'unclassified', 'unknown_ladder', 'unknown_list', 'unknown_question', 'unreadable', 'unsupported_entities', 'unsupported_external_choices',
  'unsupported_function', 'unsupported_path', 'unsupported_type', 'untranslated', 'choice_repeated', 'choice_unnamed', 'column_left_out',
  'dropped_for_safety', 'dropped_media', 'file_is_other', 'fixed_once', 'group_renamed', 'marks_removed', 'name_made_unique', 'names_nothing',
  'no_list_order', 'not_asked_yet', 'quotes_mended', 'shown_as', 'typed_by_hand', 'without_trigger',
] as const;

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
