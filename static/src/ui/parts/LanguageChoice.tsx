/** The languages, each written in itself. */
import { chooseLanguage, language, LANGUAGES } from '../words';

export function LanguageChoice() {
  return (
    <div class="languages" role="group" aria-label="Language / زبان">
      {LANGUAGES.map(({ code, name }) => (
        <button key={code} type="button" class="button button-quiet" lang={code} dir={code === 'ur' ? 'rtl' : 'ltr'} aria-pressed={language.value === code} onClick={() => chooseLanguage(code)}>
          {name}
        </button>
      ))}
    </div>
  );
}
