/** What was recorded for a draft so far: to be heard, seen and taken out again. */
import { useSignal } from '@preact/signals';
import type { Attached as Item, MediaFile } from '../../journey/media';
import { engine } from '../engine';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Shown } from './Shown';
import { clockOf } from './show';
import { w } from './words';

interface EntryProps {
  readonly draftId: string;
  readonly item: Item;
  readonly changed: () => void;
}

export const labelOf = (kind: string, ms: number): string => (kind.startsWith('image/') ? w('item_picture') : w('item_voice', { time: clockOf(ms) }));

function Entry({ draftId, item, changed }: EntryProps) {
  const file = useSignal<MediaFile | null>(null);
  const asked = useSignal(false);
  const open = useAction(async () => {
    file.value = file.value === null ? await engine.readAttached(draftId, item.media) : null;
  });
  const remove = useAction(async () => {
    await engine.removeAttached(draftId, item.media);
    changed();
  });
  const label = labelOf(item.kind, item.ms);
  const isPicture = item.kind.startsWith('image/');
  return (
    <li class="stack media-entry">
      <span>{label}</span>
      {file.value !== null && <Shown file={file.value} label={label} />}
      {asked.value ? (
        <>
          <p>{w('remove_ask')}</p>
          <div class="row">
            <Button kind="danger" busy={remove.busy} onClick={remove.run}>
              {w('remove_yes')}
            </Button>
            <Button kind="quiet" onClick={() => (asked.value = false)}>
              {w('remove_no')}
            </Button>
          </div>
        </>
      ) : (
        <div class="row">
          <Button kind="quiet" busy={open.busy} onClick={open.run}>
            {w(file.value !== null ? 'hide' : isPicture ? 'show' : 'play')}
          </Button>
          <Button kind="quiet" onClick={() => (asked.value = true)}>
            {w('remove')}
          </Button>
        </div>
      )}
      <RefusalNotice refusal={open.refusal ?? remove.refusal} />
    </li>
  );
}

export function AttachedList({ draftId, items, changed }: { readonly draftId: string; readonly items: readonly Item[]; readonly changed: () => void }) {
  if (items.length === 0) return null;
  return (
    <>
      <ul class="list media-list">
        {items.map((item) => (
          <Entry key={item.media} draftId={draftId} item={item} changed={changed} />
        ))}
      </ul>
      <small>{w('for_whom')}</small>
    </>
  );
}
