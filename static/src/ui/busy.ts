/** The sign "something is being recorded": a Web Lock that every tab sees. While anyone holds it, no update starts. */
import { useEffect } from 'preact/hooks';

const BUSY = 'gawahi-busy';
let held = 0;

/** Holds the sign until the returned function is called. */
export function holdBusy(): () => void {
  let release = (): void => undefined;
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  void navigator.locks.request(BUSY, { mode: 'shared' }, () => until);
  held += 1;
  return () => {
    held -= 1;
    release();
  };
}

/** For a screen that must not be interrupted by an update: busy as long as it is shown and `busy` is true. */
export function useBusy(busy: boolean): void {
  useEffect(() => (busy ? holdBusy() : undefined), [busy]);
}

/** Whether this tab records. Another tab is left to its own touches. */
export const isRecordingHere = (): boolean => held > 0;
