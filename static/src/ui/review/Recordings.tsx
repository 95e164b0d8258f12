/** Voice and pictures of a testimony, each account of each: heard and seen from memory, as long as they are on the screen. */
import '../media/media.css';
import { useSignal } from '@preact/signals';
import { isRefusal } from '../../format/refusals';
import type { CurrentValue, Testimony } from '../../journey';
import type { MediaFile } from '../../journey/media';
import { engine } from '../engine';
import { labelOf } from '../media/Attached';
import { Shown } from '../media/Shown';
import { w } from '../media/words';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { nameOf } from './people';

interface Recording {
  readonly media: string;
  readonly value: CurrentValue;
  readonly ms: number;
}

/** A removed member has no current values, and a conflict has several: all are shown. */
export function recordingsOf({ paths }: Testimony): readonly Recording[] {
  const msOf = (media: string): number => {
    const x = paths.find(({ path }) => path[0] === 'gw_media' && path[1] === media && path[2] === 'ms')?.values[0]?.x;
    return typeof x === 'number' ? x : 0;
  };
  const files = paths.filter(({ path }) => path[0] === 'gw_media' && path[2] === 'file');
  return files.flatMap(({ path: [, media = ''], values }) => values.map((value) => ({ media, value, ms: msOf(media) })));
}

function Entry({ record, of: { media, value, ms } }: { readonly record: string; readonly of: Recording }) {
  const file = useSignal<MediaFile | null>(null);
  const open = useAction(async () => {
    file.value = file.value === null ? await engine.openMedia(record, media, value.valueId) : null;
  });
  const kind = typeof value.x === 'string' ? value.x : null;
  const isLate = isRefusal(open.refusal) && open.refusal.name === 'not_found';
  const label = kind === null ? w('strange') : labelOf(kind, ms);
  return (
    <li class="stack media-entry">
      <span>{label}</span>
      <small>{value.authors.map((author) => w('said_by', { author: nameOf(author) })).join(' ')}</small>
      {file.value !== null && <Shown file={file.value} label={label} />}
      {kind !== null && (
        <Button kind="quiet" busy={open.busy} onClick={open.run}>
          {w(file.value !== null ? 'hide' : kind.startsWith('image/') ? 'show' : 'play')}
        </Button>
      )}
      {isLate ? (
        <Notice tone="calm" title={w('not_here')}>
          <p>{w('not_here_note')}</p>
        </Notice>
      ) : (
        <RefusalNotice refusal={open.refusal} />
      )}
    </li>
  );
}

export function Recordings({ testimony }: { readonly testimony: Testimony }) {
  const recordings = recordingsOf(testimony);
  if (recordings.length === 0) return null;
  return (
    <section class="review-group">
      <h2>{w('title')}</h2>
      <ul class="list media-list">
        {recordings.map((one) => (
          <Entry key={`${one.media} ${one.value.valueId}`} record={testimony.record} of={one} />
        ))}
      </ul>
    </section>
  );
}
