/** Fetches what the app says, one language at a time, before anything is said in it. Never leaves a screen without words. */
import { giveLabels } from '../capture/default_form';
import { learnRefusals } from './refusals/sentences';
import { vouched } from './vouched';
import { language, learn, rememberLanguage, type Language } from './words';

const FIRST = {
  en: () => vouched('english', () => import('./languages/english')),
  ur: () => vouched('urdu', () => import('./languages/urdu')),
};
const LATER = {
  en: () => vouched('later_english', () => import('./languages/later_english')),
  ur: () => vouched('later_urdu', () => import('./languages/later_urdu')),
};
/** Whether the screens of `later_screens.ts` were asked for: then they follow every change of language. */
let withLater = false;

async function learnFirst(into: Language): Promise<void> {
  const { areas, labels, refusals } = await FIRST[into]();
  learn(into, areas);
  learnRefusals(into, refusals);
  giveLabels(into, labels);
}

async function learnLater(into: Language): Promise<void> {
  const { areas, labels, refusals } = await LATER[into]();
  learn(into, areas);
  learnRefusals(into, refusals);
  giveLabels(into, labels);
}

/** Turns every screen to this language as soon as it is here. Rejects with the refusal `relay_unreachable`, and then nothing has changed. */
export async function speak(into: Language): Promise<void> {
  await Promise.all([learnFirst(into), withLater && learnLater(into)]);
  language.value = into;
}

export async function chooseLanguage(chosen: Language): Promise<void> {
  await speak(chosen);
  rememberLanguage();
}

/** Before a screen of `later_screens.ts` is drawn. */
export async function speakOnLaterScreens(): Promise<void> {
  withLater = true;
  await learnLater(language.value);
}
