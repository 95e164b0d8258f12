/** An answer as it is read: the author's exact words, or the words of the choice. What the form does not know is shown raw, and said to be raw. */
import { nameInSight, wordsInSight } from '../../format/unseen';
import type { Value } from '../../journey';
import { givenInWords } from '../calendar/spoken';
import { w as calendar } from '../calendar/words';
import { digits, language, locales } from '../words';
import type { Question, Section } from './questions';
import { isGiven, labelOf, spoken, type Spoken, type SpokenChoice } from './spoken';
import { w } from './words';

function Known({ said, note }: { readonly said: SpokenChoice; readonly note: string }) {
  if (said.known) return <bdi>{said.text}</bdi>;
  return (
    <>
      <code>{nameInSight(said.text)}</code> <small>({note})</small>
    </>
  );
}

export function Label({ of, name }: { readonly of: Question | Section | null; readonly name: string }) {
  const said = labelOf(of, name, language.value);
  if (of !== null && 'kind' in of && isGiven(of)) return <bdi>{calendar('given', { label: said.text })}</bdi>;
  return <Known said={said} note={w('raw_name')} />;
}

function spokenHere(x: Value, question: Question | null): Spoken {
  if (x !== null && isGiven(question)) return { kind: 'text', text: givenInWords(x) };
  return spoken(x, question, language.value, digits.value);
}

/** A few words stay where the page's reader looks for them; only their own order is that of their script. */
const SHORT = 80;

function isShort(text: string): boolean {
  return text.length <= SHORT && !text.includes('\n');
}

export function Said({ x, question }: { readonly x: Value; readonly question: Question | null }) {
  const said = spokenHere(x, question);
  if (said.kind === 'none') return <span class="soft">{w('no_answer')}</span>;
  if (said.kind === 'truth') return <span>{said.yes ? w('yes') : w('no')}</span>;
  if (said.kind === 'text' && isShort(said.text)) return <bdi class="said-few">{wordsInSight(said.text)}</bdi>;
  if (said.kind === 'text') {
    return (
      // Long text is laid out in the direction of its own script, whatever the page's.
      <span class="said" dir="auto">
        {wordsInSight(said.text)}
      </span>
    );
  }
  return (
    <span class="said-parts">
      {said.parts.map((part) => (
        <span key={part.text}>
          <Known said={part} note={w('raw_value')} />
        </span>
      ))}
    </span>
  );
}

/** The same as plain text, for sentences that name an answer. */
export function asText(x: Value, question: Question | null): string {
  const said = spokenHere(x, question);
  if (said.kind === 'none') return w('no_answer');
  if (said.kind === 'truth') return said.yes ? w('yes') : w('no');
  if (said.kind === 'text') return wordsInSight(said.text);
  return new Intl.ListFormat(locales(), { type: 'unit' }).format(said.parts.map((part) => part.text));
}
