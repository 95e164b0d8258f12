/** Fetches what the app says, one language at a time, before anything is said in it. Never leaves a screen without words. */
import { giveLabels } from '../capture/default_form';
import type { RefusalName } from '../format/refusals';
import { learnRefusals, type Sentences } from './refusals/sentences';
import type { Catalogue } from './say';
import { vouched } from './vouched';
import { language, learn, rememberLanguage, type Language } from './words';

/** All that one script says in one language. What the language lacks was said in the next of its chain when the app was built. */
export interface Pack {
  readonly areas: Readonly<Record<string, Catalogue>>;
  readonly refusals: Readonly<Partial<Record<RefusalName, Sentences>>>;
  readonly labels: readonly (string | 0)[];
}
type Fetches = Readonly<Record<Language, () => Promise<Pack>>>;

const FIRST: Fetches = {
  en: () => vouched('english', () => import('./languages/english')),
  ur: () => vouched('urdu', () => import('./languages/urdu')),
  'fa-AF': () => vouched('dari', () => import('./languages/dari')),
  ps: () => vouched('pashto', () => import('./languages/pashto')),
  bal: () => vouched('balochi', () => import('./languages/balochi')),
  ar: () => vouched('arabic', () => import('./languages/arabic')),
};
const LATER: Fetches = {
  en: () => vouched('later_english', () => import('./languages/later_english')),
  ur: () => vouched('later_urdu', () => import('./languages/later_urdu')),
  'fa-AF': () => vouched('later_dari', () => import('./languages/later_dari')),
  ps: () => vouched('later_pashto', () => import('./languages/later_pashto')),
  // Its catalogue has the first screens only; the rest is said in the next language of its chain.
  bal: () => vouched('later_urdu', () => import('./languages/later_urdu')),
  ar: () => vouched('later_arabic', () => import('./languages/later_arabic')),
};
/** Whether the screens of `later_screens.ts` were asked for: then they follow every change of language. */
let withLater = false;

async function learnPack(into: Language, fetched: Promise<Pack>): Promise<void> {
  const { areas, labels, refusals } = await fetched;
  learn(into, areas);
  learnRefusals(into, refusals);
  giveLabels(into, labels);
}

/** Turns every screen to this language as soon as it is here. Rejects with the refusal `relay_unreachable`, and then nothing has changed. */
export async function speak(into: Language): Promise<void> {
  await Promise.all([learnPack(into, FIRST[into]()), withLater && learnPack(into, LATER[into]())]);
  language.value = into;
}

export async function chooseLanguage(chosen: Language): Promise<void> {
  await speak(chosen);
  rememberLanguage();
}

/** Before a screen of `later_screens.ts` is drawn. */
export async function speakOnLaterScreens(): Promise<void> {
  withLater = true;
  await learnPack(language.value, LATER[language.value]());
}
