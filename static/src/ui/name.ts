/** What the team calls the app (server/naming.py): all that it says of itself before it is unlocked. Empty while nobody knows. */
import { signal } from '@preact/signals';
import { engine } from './engine';

/** What it is called where nobody gave it another name. */
export const OWN_NAME = 'Gawahi';
export const appName = signal('');

export async function learnName(): Promise<void> {
  appName.value = await engine.appName();
  document.title = appName.value;
}
