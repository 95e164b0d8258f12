/** Each refusal's two sentences in the reader's language, as far as they were fetched (speak.ts). */
import type { RefusalName } from '../../format/refusals';
import type { Language } from '../say';
import { language } from '../words';
import type { Sentences } from './english';

const known = new Map<Language, Sentences>();

export function learnRefusals(into: Language, sentences: Sentences): void {
  known.set(into, sentences);
}

/** Throws for words that do not exist: an empty place on a screen would be worse. */
export function sentencesOf(name: RefusalName): Sentences[RefusalName] {
  const sentences = known.get(language.value)?.[name];
  if (sentences === undefined) throw new Error(`no words for ${name}`);
  return sentences;
}
