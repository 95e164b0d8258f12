/** One question of the form: its words, the input for its kind, and what is wrong with the answer once the person has left it. */
import type { JSX } from 'preact';
import { labelOf, shownAnswer } from '../../capture/choices';
import { problemsIn } from '../../capture/check';
import type { Problem } from '../../capture/check';
import type { FormNode } from '../../capture/form';
import { saidIn } from '../../capture/languages';
import type { Item } from '../../capture/tree';
import { Later } from '../Later';
import { Icon } from '../parts/Icon';
import { language } from '../words';
import { ChoiceInput } from './ChoiceInput';
import { DateInput } from './DateInput';
import type { Session } from './session';
import { TextInput } from './TextInput';
import { w } from './words';

export interface Asked {
  readonly session: Session;
  readonly item: Item;
  readonly label: string;
  readonly inputId: string;
  readonly describedBy: string | undefined;
  readonly wrong: boolean;
}

export interface QuestionProps {
  readonly session: Session;
  readonly item: Item;
  /** A missing answer is a problem here, for a gate stands behind it. */
  readonly gated: boolean;
  readonly showProblem: boolean;
  readonly onLeft: (item: Item) => void;
  /** The whole screen says it already. */
  readonly identityKnown: boolean;
}

export function problemWords(problem: Problem): string {
  const own = problem.message && saidIn(problem.message, language.value);
  if (own) return own;
  if (problem.kind === 'required') return w(problem.blocks ? 'required_gate' : 'required');
  if (problem.kind !== 'type') return w(problem.kind === 'choice' ? 'choice' : 'constraint');
  const kind = problem.item.node.t;
  return w(kind === 'integer' || kind === 'decimal' || kind === 'date' ? `type_${kind}` : 'type_any');
}

const INPUTS: Partial<Record<FormNode['t'], (asked: Asked) => JSX.Element>> = {
  select_one: ChoiceInput,
  select_multiple: ChoiceInput,
  date: DateInput,
  dateTime: (asked) => <Later within show={({ MomentInput }) => <MomentInput {...asked} />} />,
};
const IN_PARTS: ReadonlySet<string> = new Set(Object.keys(INPUTS));

/** Words, hint and mark of a question; `inside` is the element that they belong to. */
function Words({ label, hint, required, apart }: { readonly label: string; readonly hint: string; readonly required: boolean; readonly apart: boolean }) {
  return (
    <>
      <span class="field-label" dir="auto">
        {label}
      </span>
      {!required && <small class="capture-optional"> {w('optional')}</small>}
      {hint !== '' && (
        <small class="capture-hint" dir="auto">
          {hint}
        </small>
      )}
      {apart && (
        <small class="capture-apart">
          <Icon name="lock" />
          <span>{w('kept_apart')}</span>
        </small>
      )}
    </>
  );
}

export function Question({ session, item, gated, showProblem, onLeft, identityKnown }: QuestionProps) {
  const tree = session.tree.value;
  const { node } = item;
  const label = labelOf(tree, item, node.l, language.value);
  const hint = labelOf(tree, item, node.h, language.value);
  if (node.t === 'note') return <p dir="auto">{label}</p>;
  if (node.ro || node.calc !== undefined) {
    return (
      <p dir="auto">
        {label}: <strong>{shownAnswer(tree, item, language.value)}</strong>
      </p>
    );
  }
  const problem = showProblem ? (problemsIn(tree, [item], gated)[0] ?? null) : null;
  const shown = problem && problem.kind !== 'stop' ? problem : null;
  const inputId = `q-${item.path.join('-')}`;
  const errorId = `${inputId}-error`;
  const words = <Words label={label} hint={hint} required={tree.isRequired(item)} apart={node.cmp === 'identity' && !identityKnown} />;
  const Input = INPUTS[node.t] ?? TextInput;
  const input = <Input session={session} item={item} label={label} inputId={inputId} describedBy={shown ? errorId : undefined} wrong={shown !== null} />;
  const error = shown && (
    <span class="field-error" id={errorId} role="alert">
      <Icon name="stop" />
      <span dir="auto">{problemWords(shown)}</span>
    </span>
  );
  const common = { class: 'field capture-question', 'data-wrong': shown ? '' : undefined, 'data-name': node.n, onFocusOut: () => onLeft(item) };
  if (IN_PARTS.has(node.t)) {
    return (
      <fieldset {...common}>
        <legend>{words}</legend>
        {input}
        {error}
      </fieldset>
    );
  }
  return (
    <div {...common}>
      <label for={inputId}>{words}</label>
      {input}
      {error}
    </div>
  );
}
