/**
 * The default testimony form, carried inside the app so that it is there without a network: its structure here, and what it says as soon as the
 * language's pack gives it. A text in a language that was not given is empty, and no screen speaks such a language.
 */
import { structure } from '../../../server/forms/gawahi_default.json?structure';
import { readForm, type Language, type Text } from './form';

const given: Readonly<Record<Language, string[]>> = { en: [], ur: [] };

/** Some of the form's texts in one language, in the order of their places; 0 where this part has none. */
export function giveLabels(into: Language, labels: readonly (string | 0)[]): void {
  for (const [place, label] of labels.entries()) if (label !== 0) given[into][place] = label;
}

/** Says what was given by the time it is read. */
function textOf(number: number): Text {
  return {
    get en() {
      return given.en[number] ?? '';
    },
    get ur() {
      return given.ur[number] ?? '';
    },
  };
}

/** Puts the texts in their places, which are null, in order (build/form.ts). */
function withTexts(whole: unknown): unknown {
  let count = 0;
  const fill = (part: unknown): unknown => {
    if (part === null) return textOf(count++);
    if (Array.isArray(part)) return part.map(fill);
    return typeof part === 'object' ? Object.fromEntries(Object.entries(part).map(([name, value]) => [name, fill(value)])) : part;
  };
  return fill(whole);
}

export const DEFAULT_FORM = readForm(withTexts(structure));
