/** The right input for a question. It hands out values, never markup, and an empty box means: no answer. */
import { useSignal } from '@preact/signals';
import type { Value } from '../../journey';
import { Field } from '../parts/Field';
import { language } from '../words';
import { valuesAt } from './members';
import type { Question } from './questions';
import { useReview, type Review } from './review';
import { saidIn } from '../../capture/languages';
import { readTyped, widgetFor, type Widget, type Wrong } from './typed';
import { w } from './words';

export interface Given {
  readonly x: Value;
  readonly wrong: Wrong | null;
}
interface InputProps {
  readonly question: Question | null;
  readonly name: string;
  readonly x: Value;
  readonly label: string;
  readonly give: (given: Given) => void;
}

/** More than this is a list to scroll in, not a page of buttons. */
const MOST_BUTTONS = 12;

interface Offer {
  readonly code: string;
  readonly text: string;
}

/** The form's choices, or the members that can be pointed at; what is chosen now is always among them, known or not. */
function offers(question: Question | null, now: readonly string[], review: Review): readonly Offer[] {
  const listed: readonly Offer[] = question?.choices.map((choice) => ({ code: choice.v, text: saidIn(choice.l, language.value) })) ?? [];
  const pointed = question === null || question.from === null ? [] : valuesAt(review.now, question.from);
  const codes = new Set([...listed.map((offer) => offer.code), ...pointed, ...now]);
  return [...codes].map((code) => listed.find((offer) => offer.code === code) ?? { code, text: code });
}

function LongList({ offered, x, label, give }: InputProps & { readonly offered: readonly Offer[] }) {
  return (
    <Field label={label}>
      <select value={typeof x === 'string' ? x : ''} onChange={(event) => give({ x: event.currentTarget.value || null, wrong: null })}>
        <option value="">{w('take_out_answer')}</option>
        {offered.map(({ code, text }) => (
          <option key={code} value={code}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  );
}

function Choices(props: InputProps & { readonly several: boolean }) {
  const { question, name, x, label, give, several } = props;
  const now: readonly string[] = typeof x === 'string' ? [x] : typeof x === 'object' && x !== null ? x : [];
  const offered = offers(question, now, useReview());
  if (!several && offered.length > MOST_BUTTONS) return <LongList {...props} offered={offered} />;
  const pick = (code: string, on: boolean) => {
    if (!several) return give({ x: code, wrong: null });
    const chosen = offered.map((offer) => offer.code).filter((one) => (one === code ? on : now.includes(one)));
    return give({ x: chosen.length === 0 ? null : chosen, wrong: null });
  };
  return (
    <fieldset class="field">
      <legend class="field-label">{label}</legend>
      <div class="review-choices">
        {offered.map(({ code, text }) => (
          <label class="pick" key={code}>
            <input type={several ? 'checkbox' : 'radio'} name={name} checked={now.includes(code)} onChange={(event) => pick(code, event.currentTarget.checked)} />
            <span dir="auto">{text}</span>
          </label>
        ))}
        {!several && (
          <label class="pick">
            <input type="radio" name={name} checked={now.length === 0} onChange={() => give({ x: null, wrong: null })} />
            <span class="soft">{w('take_out_answer')}</span>
          </label>
        )}
      </div>
    </fieldset>
  );
}

function Typing({ widget, x, label, give }: InputProps & { readonly widget: Widget }) {
  const text = useSignal(x === null ? '' : typeof x === 'object' ? x.join(' ') : String(x));
  const wrong = useSignal<Wrong | null>(null);
  const take = (typed: string) => {
    text.value = typed;
    const read = readTyped(widget, typed);
    wrong.value = read.ok ? null : read.wrong;
    give({ x: read.ok ? read.x : x, wrong: wrong.value });
  };
  return (
    <Field label={label} error={wrong.value && w(wrong.value)}>
      {widget === 'text' ? (
        <textarea value={text.value} dir="auto" rows={4} onInput={(event) => take(event.currentTarget.value)} />
      ) : widget === 'date' ? (
        <input type="date" value={text.value} onInput={(event) => take(event.currentTarget.value)} />
      ) : (
        <input type="text" value={text.value} inputMode={widget === 'decimal' ? 'decimal' : 'numeric'} onInput={(event) => take(event.currentTarget.value)} />
      )}
    </Field>
  );
}

export function ValueInput(props: InputProps) {
  const widget = widgetFor(props.question, props.x);
  if (widget === 'one' || widget === 'several') return <Choices {...props} several={widget === 'several'} />;
  return <Typing {...props} widget={widget} />;
}
