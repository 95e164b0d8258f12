/**
 * Fetches the coordinators' screens when they are first asked for, and only if their bytes are those of this build.
 *
 * `Integrity-Policy` refuses every script that nothing vouches for, and `import()` cannot say what it expects. A module preload can: what it has
 * checked lies in the page's module map, and `import()` takes it from there without asking the network again.
 */
import { signal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { useEffect } from 'preact/hooks';
import { Button } from './parts/Button';
import { RefusalNotice } from './parts/RefusalNotice';
import { Screen } from './parts/Screen';
import { Waiting } from './parts/Waiting';
import { w } from './parts/words';

type Screens = typeof import('./coordinate');

const screens = signal<Screens | null>(null);
const failed = signal<unknown>(null);

/** Address and digest stand in the page (build/precache.ts), because a script cannot name the digest of one that names it. */
function vouched(): Promise<void> {
  const [url, integrity] = document.querySelector<HTMLMetaElement>('meta[name="later"]')?.content.split(' ') ?? [];
  if (url === undefined || integrity === undefined) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'modulepreload';
    link.integrity = integrity;
    link.crossOrigin = 'anonymous';
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => reject(new Error('the screens for coordinators could not be fetched')));
    link.href = url;
    document.head.append(link);
  });
}

async function fetchScreens(): Promise<void> {
  failed.value = null;
  try {
    await vouched();
    screens.value = await import('./coordinate');
  } catch (reason) {
    failed.value = reason;
  }
}

export function Later({ show }: { readonly show: (screens: Screens) => ComponentChild }) {
  useEffect(() => {
    if (screens.value === null) void fetchScreens();
  }, []);
  if (screens.value !== null) return <>{show(screens.value)}</>;
  if (failed.value === null) return <Waiting />;
  return (
    <Screen title={w('later_title')} back="#/">
      <RefusalNotice refusal={failed.value} />
      <Button kind="primary" onClick={() => void fetchScreens()}>
        {w('later_again')}
      </Button>
    </Screen>
  );
}
