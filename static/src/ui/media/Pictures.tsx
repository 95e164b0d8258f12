/** A picture is taken or chosen, covered by hand, and kept with the draft. */
import { useSignal } from '@preact/signals';
import type { Said } from '../../media/jpeg';
import { engine } from '../engine';
import type { Session } from '../capture/session';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Camera } from './Camera';
import { Cover } from './Cover';
import { NoPicture, decode, saidInFile } from './picture';
import { newMediaId } from './show';
import { w } from './words';

interface Chosen {
  readonly picture: ImageBitmap;
  readonly said: Said | null;
}

/** Of a picture that was taken here. */
const NOTHING_SAID: Said = { entries: 0, place: false };

export function Pictures({ session, place, changed }: { readonly session: Session; readonly place: number; readonly changed: () => void }) {
  const view = useSignal<'none' | 'camera' | Chosen>('none');
  const strange = useSignal(false);
  const leave = (): void => {
    if (typeof view.value === 'object') view.value.picture.close();
    view.value = 'none';
  };
  const choose = useAction(async (file: File) => {
    strange.value = false;
    try {
      view.value = { picture: await decode(file), said: await saidInFile(file) };
    } catch (reason) {
      if (!(reason instanceof NoPicture)) throw reason;
      strange.value = true;
    }
  });
  const keep = async (data: Uint8Array): Promise<void> => {
    await session.keep();
    await engine.keepSlice(session.draftId, { media: newMediaId(place), index: 0, kind: 'image/jpeg', how: 'cleaned', ms: 0, data });
    leave();
    changed();
  };
  if (view.value === 'camera') return <Camera took={(picture) => (view.value = { picture, said: NOTHING_SAID })} ended={leave} />;
  if (view.value !== 'none') return <Cover {...view.value} keep={keep} cancel={leave} />;
  return (
    <>
      {strange.value && (
        <Notice tone="warn" title={w('no_picture')}>
          <p>{w('no_picture_note')}</p>
        </Notice>
      )}
      <Button kind="quiet" wide onClick={() => (view.value = 'camera')}>
        {w('take')}
      </Button>
      <label class="button button-quiet button-wide media-choose">
        <span>{w('choose')}</span>
        <input
          type="file"
          accept="image/jpeg,image/png,image/webp"
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            if (file !== undefined) choose.run(file);
            currentTarget.value = '';
          }}
        />
      </label>
      <small>{w('choose_note')}</small>
      <RefusalNotice refusal={choose.refusal} />
    </>
  );
}
