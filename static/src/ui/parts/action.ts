/** Asking the engine from a screen: one call at a time, its refusal kept to be shown, a lock in between passed over in silence. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Locked, onChange } from '../engine';

export interface Action<A extends readonly unknown[]> {
  readonly busy: boolean;
  /** For `RefusalNotice`; null while nothing went wrong. */
  readonly refusal: unknown;
  readonly run: (...args: A) => void;
}

/** Something that a tap starts. While it runs, another tap does nothing. */
export function useAction<A extends readonly unknown[]>(work: (...args: A) => Promise<void>): Action<A> {
  const busy = useSignal(false);
  const refusal = useSignal<unknown>(null);
  const run = async (...args: A): Promise<void> => {
    busy.value = true;
    refusal.value = null;
    try {
      await work(...args);
    } catch (reason) {
      if (!(reason instanceof Locked)) refusal.value = reason;
    } finally {
      busy.value = false;
    }
  };
  return { busy: busy.value, refusal: refusal.value, run: (...args) => void (busy.peek() || run(...args)) };
}

export interface Answer<T> {
  /** Null until the first answer is there. */
  readonly value: T | null;
  readonly refusal: unknown;
}

/** Something that a screen shows: asked when it appears and again whenever the engine says that something changed. */
export function useAnswer<T>(ask: () => Promise<T>, about = ''): Answer<T> {
  const value = useSignal<T | null>(null);
  const refusal = useSignal<unknown>(null);
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    let asked = 0;
    let gone = false;
    const load = async (): Promise<void> => {
      const mine = ++asked;
      try {
        const answer = await latest.current();
        if (!gone && mine === asked) [value.value, refusal.value] = [answer, null];
      } catch (reason) {
        if (!gone && !(reason instanceof Locked)) refusal.value = reason;
      }
    };
    value.value = null;
    void load();
    const stop = onChange((event) => void (event.kind === 'changed' && load()));
    return () => {
      gone = true;
      stop();
    };
  }, [about]);
  return { value: value.value, refusal: refusal.value };
}
