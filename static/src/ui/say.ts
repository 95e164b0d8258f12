/** One sentence of a catalogue in one language, with its holes filled and its plural chosen. Pure: knows no screen and no saved choice. */
export type Language = 'en' | 'ur';
export type Values = Readonly<Record<string, string | number>>;
export type Catalogue = Readonly<Record<string, string>>;
/** The type of one language's catalogue, made from the other's. */
export type Same<E> = { readonly [K in keyof E]: string };

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A Latin code in an Urdu sentence, or an Urdu name in an English one, must not pull the words around it out of order. */
function isolated(value: string, into: Language): string {
  return RIGHT_TO_LEFT.test(value) === (into === 'ur') ? value : FIRST_STRONG_ISOLATE + value + POP_ISOLATE;
}

const plurals = { en: new Intl.PluralRules('en'), ur: new Intl.PluralRules('ur') };

/** Throws for words that do not exist: an empty place on a screen would be worse. */
export function say(catalogue: Catalogue, into: Language, key: string, values: Values = {}): string {
  const count = values['n'];
  const suffix = typeof count === 'number' && plurals[into].select(count) === 'one' ? '_one' : '_other';
  const sentence = catalogue[key] ?? catalogue[key + suffix] ?? catalogue[`${key}_other`];
  if (sentence === undefined) throw new Error(`no words for ${key}`);
  return sentence.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = values[name];
    return value === undefined ? hole : typeof value === 'number' ? String(value) : isolated(value, into);
  });
}
