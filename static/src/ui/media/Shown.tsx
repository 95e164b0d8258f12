/** A recording that is heard, or a picture that is seen: from memory, as long as it is on the screen. It is offered to nobody as a file. */
import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { MediaFile } from '../../journey/media';

const away = (event: Event): void => event.preventDefault();

export function Shown({ file, label }: { readonly file: MediaFile; readonly label: string }) {
  const url = useSignal('');
  useEffect(() => {
    const address = URL.createObjectURL(new Blob([file.data], { type: file.kind }));
    url.value = address;
    return () => URL.revokeObjectURL(address);
  }, [file]);
  if (url.value === '') return null;
  if (file.kind.startsWith('image/')) return <img class="media-picture" src={url.value} alt={label} onContextMenu={away} draggable={false} />;
  return <audio class="media-player" src={url.value} aria-label={label} controls controlsList="nodownload noplaybackrate" preload="auto" onContextMenu={away} />;
}
