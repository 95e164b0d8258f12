/** Asks once for what a screen is about. Unlike `useAnswer` it is not asked again when something changes: what is being typed must not be replaced. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Locked } from '../engine';
import type { Answer } from '../parts/action';

export function useAnswerOnce<T>(ask: () => Promise<T>, about: string): Answer<T> {
  const value = useSignal<T | null>(null);
  const refusal = useSignal<unknown>(null);
  useEffect(() => {
    let gone = false;
    value.value = null;
    const load = async (): Promise<void> => {
      try {
        const answer = await ask();
        if (!gone) value.value = answer;
      } catch (reason) {
        if (!gone && !(reason instanceof Locked)) refusal.value = reason;
      }
    };
    void load();
    return () => {
      gone = true;
    };
  }, [about]);
  return { value: value.value, refusal: refusal.value };
}
