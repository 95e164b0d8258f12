/** How numbers, lists and days are written in a language, with the digits that the reader chose. Pure. */
import { chainOf, type Language } from '../capture/languages';

/** Latin, or those of the language. */
export type Digits = 'latin' | 'own';

/** The day stands before the month for all of the app's readers. */
const REGION: Readonly<Record<Language, string>> = { en: 'en-GB', ur: 'ur-PK', 'fa-AF': 'fa-AF', ps: 'ps-AF', bal: 'bal-PK', ar: 'ar' };
const ZERO = { latn: 0x30, arab: 0x660, arabext: 0x6f0 } as const;
type Numbering = keyof typeof ZERO;

function numbering(into: Language, digits: Digits): Numbering {
  if (digits === 'latin' || into === 'en') return 'latn';
  return into === 'ar' ? 'arab' : 'arabext';
}

export const hasOwnDigits = (into: Language): boolean => numbering(into, 'own') !== 'latn';

/** For `Intl`: a browser that does not know the language takes the next that its readers read. */
export function locales(into: Language, digits: Digits): string[] {
  return chainOf(into).map((code) => `${REGION[code]}-u-ca-gregory-nu-${numbering(into, digits)}`);
}

/** The digits of a number or of our own sentence; never those of a code, which is compared sign by sign. */
export function inDigits(text: string, into: Language, digits: Digits): string {
  const zero = ZERO[numbering(into, digits)];
  return zero === ZERO.latn ? text : text.replace(/\d/g, (digit) => String.fromCharCode(zero + Number(digit)));
}
