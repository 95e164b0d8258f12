/** A screen of `later_screens.ts`, or a part of one: fetched when the first of them is asked for, and kept. */
import { signal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { useEffect } from 'preact/hooks';
import type * as later from './later_screens';
import { NotFetched } from './parts/NotFetched';
import { Screen } from './parts/Screen';
import { Waiting } from './parts/Waiting';
import { w } from './parts/words';
import { speakOnLaterScreens } from './speak';
import { vouched } from './vouched';

type Screens = typeof later;

const screens = signal<Screens | null>(null);
const failed = signal<unknown>(null);

async function fetchScreens(): Promise<void> {
  try {
    const [fetched] = await Promise.all([vouched('later_screens', () => import('./later_screens')), speakOnLaterScreens()]);
    screens.value = fetched;
  } catch (reason) {
    failed.value = reason;
  }
}

/** Null if they cannot be had. */
export async function laterScreens(): Promise<Screens | null> {
  if (screens.value === null) await fetchScreens();
  return screens.value;
}

interface LaterProps {
  readonly show: (screens: Screens) => ComponentChild;
  /** It stands within a screen and is none itself. Silent: it may have nothing to say. */
  readonly within?: true | 'silent';
  /** In its place until it is here, and if it cannot be had. */
  readonly meanwhile?: ComponentChild;
}

export function Later({ show, within, meanwhile }: LaterProps) {
  useEffect(() => {
    if (screens.value === null) void fetchScreens();
  }, []);
  if (screens.value !== null) return <>{show(screens.value)}</>;
  if (meanwhile !== undefined) return <>{meanwhile}</>;
  if (within === 'silent') return null;
  if (failed.value === null) return <Waiting />;
  if (within) return <NotFetched refusal={failed.value} />;
  return (
    <Screen title={w('later_title')} back="#/">
      <NotFetched refusal={failed.value} />
    </Screen>
  );
}
