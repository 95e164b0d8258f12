/** Choices as rows that a thumb can hit; a long list of one choice as the phone's own list. */
import { choicesOf } from '../../capture/choices';
import type { Choice } from '../../capture/form';
import { saidIn } from '../../capture/languages';
import { language } from '../words';
import { memberSummary } from './summary';
import type { Asked } from './Question';
import { w } from './words';

/** More than this is a list to scroll in, not a page of rows. */
const MOST_ROWS = 12;

function chosenOf({ item }: Asked): readonly string[] {
  const { answer } = item;
  if (answer === null || answer === '') return [];
  return typeof answer === 'object' ? answer : [String(answer)];
}

/** The members of a repeat are offered with a few words about them, for a number alone says little. */
function wordsOf({ session, item }: Asked, choice: Choice): string {
  if (item.node.from === undefined) return saidIn(choice.l, language.value);
  const tree = session.tree.value;
  const source = tree.find(item.node.from, item).find((one) => tree.textOf(one) === choice.v);
  const about = source?.above ? memberSummary(tree, source.above, language.value) : '';
  return about === '' ? choice.v : `${choice.v} · ${about}`;
}

function LongList(asked: Asked & { readonly choices: readonly Choice[] }) {
  const { session, item, choices, inputId, describedBy, wrong, label } = asked;
  const chosen = chosenOf(asked)[0] ?? '';
  return (
    <select
      id={inputId}
      aria-label={label}
      aria-describedby={describedBy}
      aria-invalid={wrong}
      value={chosen}
      onChange={(event) => session.set(item.path, event.currentTarget.value === '' ? null : event.currentTarget.value)}
    >
      <option value="">{w('choose')}</option>
      {choices.map((choice) => (
        <option key={choice.v} value={choice.v}>
          {wordsOf(asked, choice)}
        </option>
      ))}
    </select>
  );
}

export function ChoiceInput(asked: Asked) {
  const { session, item, inputId, describedBy, wrong } = asked;
  const several = item.node.t === 'select_multiple';
  const inOrder = item.node.a === 'rank';
  const choices = choicesOf(session.tree.value, item);
  const chosen = chosenOf(asked);
  if (!several && choices.length > MOST_ROWS) return <LongList {...asked} choices={choices} />;
  const pick = (value: string, on: boolean): void => {
    if (!several) return session.set(item.path, value);
    const others = chosen.filter((one) => one !== value);
    const left = inOrder ? [...others, ...(on ? [value] : [])] : choices.map((choice) => choice.v).filter((one) => (one === value ? on : chosen.includes(one)));
    return session.set(item.path, left.length === 0 ? null : left);
  };
  return (
    <div class="capture-choices" role={several ? 'group' : 'radiogroup'} aria-describedby={describedBy}>
      {choices.map((choice, at) => (
        <label class="pick" key={choice.v}>
          <input
            id={at === 0 ? inputId : undefined}
            type={several ? 'checkbox' : 'radio'}
            name={inputId}
            aria-invalid={wrong}
            checked={chosen.includes(choice.v)}
            onChange={(event) => pick(choice.v, event.currentTarget.checked)}
          />
          <span dir="auto">{inOrder && chosen.includes(choice.v) && `${chosen.indexOf(choice.v) + 1}. `}{wordsOf(asked, choice)}</span>
        </label>
      ))}
      {!several && chosen.length > 0 && !session.tree.value.isRequired(item) && (
        <button type="button" class="capture-clear" onClick={() => session.set(item.path, null)}>
          {w('clear')}
        </button>
      )}
    </div>
  );
}
