/** The languages of the app and of its forms, and where each finds what is not said in it. */
export type Language = 'en' | 'ur' | 'fa-AF' | 'ps' | 'bal' | 'ar';

const NEXT: Readonly<Record<Language, Language | null>> = { en: null, ur: 'en', 'fa-AF': 'en', ps: 'fa-AF', bal: 'ur', ar: 'en' };

/** The language itself, then those in which its reader is best served. The last is always English. */
export function chainOf(language: Language): readonly Language[] {
  const next = NEXT[language];
  return next === null ? [language] : [language, ...chainOf(next)];
}

/** Said at once in some languages: always in English and Urdu, in others if somebody translated it. */
export type Text = { readonly en: string; readonly ur: string } & { readonly [other in Exclude<Language, 'en' | 'ur'>]?: string };

export function saidIn(text: Text, language: Language): string {
  for (const code of chainOf(language)) {
    const said = text[code];
    if (said) return said;
  }
  return '';
}
