/** What must be saved before the engine is locked. A screen that holds typed words says here how to save them. */

/** Longer than a save takes on a slow phone, and too short for somebody who finds the phone to notice that keys are still there. */
export const SAVE_MS = 2_000;

type Save = () => Promise<void>;
const saves = new Set<Save>();

/** Returns how to take it back. */
export function saveBeforeLock(save: Save): () => void {
  saves.add(save);
  return () => saves.delete(save);
}

/** Begins every save at once. Resolves when all have ended, well or badly, and after `limitMs` in any case: locking is never refused. */
export async function saveAll(limitMs: number = SAVE_MS): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([limit, Promise.allSettled([...saves].map((save) => save()))]);
  clearTimeout(timer);
}
