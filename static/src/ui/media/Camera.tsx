/** The camera of this app: what it takes lies nowhere but here, in no gallery and in no other app. */
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { w } from './words';

interface CameraProps {
  readonly took: (picture: ImageBitmap) => void;
  readonly ended: () => void;
}

/** On until the signal; also if the question for permission is answered when nobody waits any more. */
async function film(video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: 'environment', width: { ideal: 2560 }, height: { ideal: 1440 } } });
  const off = (): void => {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  if (signal.aborted) return off();
  signal.addEventListener('abort', off);
  video.srcObject = stream;
  return video.play();
}

export function Camera({ took, ended }: CameraProps) {
  const video = useRef<HTMLVideoElement>(null);
  const refused = useSignal(false);
  // With the screen, not after it is drawn without the picture: then the camera would still be on.
  useLayoutEffect(() => {
    const over = new AbortController();
    const hidden = (): void => void (document.hidden && ended());
    document.addEventListener('visibilitychange', hidden, { signal: over.signal });
    if (video.current !== null) {
      film(video.current, over.signal).catch(() => {
        if (!over.signal.aborted) refused.value = true;
      });
    }
    return () => over.abort();
  }, []);
  const shoot = useAction(async () => {
    if (video.current !== null) took(await createImageBitmap(video.current));
  });
  return (
    <div class="stack">
      {refused.value ? (
        <Notice tone="warn" title={w('camera_refused')}>
          <p>{w('camera_refused_note')}</p>
        </Notice>
      ) : (
        <video ref={video} class="media-picture" aria-label={w('camera')} muted playsInline />
      )}
      <div class="row">
        {!refused.value && (
          <Button kind="primary" busy={shoot.busy} onClick={shoot.run}>
            {w('shoot')}
          </Button>
        )}
        <Button kind="quiet" onClick={ended}>
          {w('cancel')}
        </Button>
      </div>
      <RefusalNotice refusal={shoot.refusal} />
    </div>
  );
}
