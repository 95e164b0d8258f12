/** The sign "something is being recorded": a Web Lock that every tab sees. While anyone holds it, no update starts and nothing locks by itself. */
import { useEffect } from 'preact/hooks';

const BUSY = 'gawahi-busy';

/** Holds the sign until the returned function is called. */
export function holdBusy(): () => void {
  let release = (): void => undefined;
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  void navigator.locks.request(BUSY, { mode: 'shared' }, () => until);
  return release;
}

/** For a screen that must not be interrupted: busy as long as it is shown and `busy` is true. */
export function useBusy(busy: boolean): void {
  useEffect(() => (busy ? holdBusy() : undefined), [busy]);
}

export async function isBusy(): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some((lock) => lock.name === BUSY);
}
