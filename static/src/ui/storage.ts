/** Asks the browser not to delete what is stored here when space runs low, and lets the engine remember the answer. */
import { engine } from './engine';

export async function askToKeep(): Promise<boolean> {
  const kept = await navigator.storage.persist();
  await engine.setPersisted(kept);
  return kept;
}
