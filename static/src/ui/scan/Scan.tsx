/** Reads a link of this app that is shown as a QR code, and no other: what else a code says is neither followed nor shown. */
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { parseArrival } from '../route';
import { type Ended, watch } from './watch';
import { w } from './words';
import './scan.css';

type Kind = 'invite' | 'return';

interface ScanProps {
  /** Whether the code of a paper copy is welcome beside an invite. */
  readonly kinds?: readonly Kind[];
  readonly read: (link: string) => void;
}

/** Whether this screen may take it. Whether it is whole, and of whom, is judged as if it had been pasted. */
export function belongsHere(text: string, kinds: readonly Kind[]): boolean {
  const kind = parseArrival(text)?.kind;
  return kinds.some((each) => each === kind);
}

function Picture({ kinds = ['invite'], read, ended }: ScanProps & { readonly ended: (why: Ended | null) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const strange = useSignal(false);
  // With the screen, not after it is drawn without the picture: then the camera would still be on.
  useLayoutEffect(() => {
    if (video.current === null) return undefined;
    video.current.scrollIntoView({ block: 'start' });
    const saw = (texts: readonly string[]): void => {
      const link = texts.find((text) => belongsHere(text, kinds));
      strange.value = link === undefined;
      if (link === undefined) return;
      ended(null);
      read(link);
    };
    return watch(video.current, saw, ended);
  }, []);
  return (
    <div class="stack scan">
      <video ref={video} aria-label={w('picture')} muted playsInline />
      {strange.value ? (
        <Notice tone="warn" title={w('strange')}>
          <p>{w('strange_note')}</p>
        </Notice>
      ) : (
        <p class="soft">{w('aim')}</p>
      )}
      <Button kind="quiet" wide onClick={() => ended(null)}>
        {w('off')}
      </Button>
    </div>
  );
}

export function Scan(props: ScanProps) {
  const isOn = useSignal(false);
  const why = useSignal<Exclude<Ended, 'hidden'> | null>(null);
  const turn = (on: boolean, reason: Ended | null): void => {
    isOn.value = on;
    why.value = reason === 'hidden' ? null : reason;
  };
  if (isOn.value) return <Picture {...props} ended={(reason) => turn(false, reason)} />;
  return (
    <>
      {why.value !== null && (
        <Notice tone="warn" title={w(why.value)}>
          <p>{w(`${why.value}_note`)}</p>
        </Notice>
      )}
      <Button kind="quiet" wide onClick={() => turn(true, null)}>
        {w('read')}
      </Button>
    </>
  );
}
