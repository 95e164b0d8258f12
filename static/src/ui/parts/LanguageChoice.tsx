/** The languages, each written in itself. */
import { chooseLanguage } from '../speak';
import { isRightToLeft } from '../say';
import { language, LANGUAGES } from '../words';
import { useAction } from './action';
import { NotFetched } from './NotFetched';

export function LanguageChoice() {
  const choose = useAction(chooseLanguage);
  return (
    <>
      <div class="languages" role="group" aria-label="Language / زبان / ژبه / اللغة">
        {LANGUAGES.map(({ code, name }) => (
          <button key={code} type="button" class="button button-quiet" lang={code} dir={isRightToLeft(code) ? 'rtl' : 'ltr'} aria-pressed={language.value === code} onClick={() => choose.run(code)}>
            {name}
          </button>
        ))}
      </div>
      <NotFetched refusal={choose.refusal} />
    </>
  );
}
