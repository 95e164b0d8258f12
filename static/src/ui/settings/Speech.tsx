/** The language, the digits in which it writes numbers, and whether a native speaker has read what the app says in it. */
import { LanguageChoice } from '../parts/LanguageChoice';
import { hasOwnDigits, inDigits, type Digits } from '../numerals';
import { chooseDigits, digits, isRead, language } from '../words';
import { w } from './words';

const CHOICES: readonly Digits[] = ['latin', 'own'];
const SAMPLE = '0123456789';

function DigitsChoice() {
  return (
    <fieldset class="field">
      <legend class="field-label">{w('digits')}</legend>
      {CHOICES.map((choice) => (
        <label class="pick" key={choice}>
          <input type="radio" name="digits" checked={digits.value === choice} onChange={() => chooseDigits(choice)} />
          <bdi>{inDigits(SAMPLE, language.value, choice)}</bdi>
        </label>
      ))}
    </fieldset>
  );
}

export function Speech() {
  return (
    <section class="stack" aria-labelledby="language">
      <h2 id="language">{w('language')}</h2>
      <LanguageChoice />
      {!isRead() && <small>{w('machine_made')}</small>}
      {hasOwnDigits(language.value) && <DigitsChoice />}
    </section>
  );
}
