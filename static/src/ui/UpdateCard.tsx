/** A checked new version waits; a tap starts it. Says plainly why it cannot start while something is being recorded. */
import { useAction } from './parts/action';
import { Button } from './parts/Button';
import { Notice } from './parts/Notice';
import { RefusalNotice } from './parts/RefusalNotice';
import { startUpdate, update } from './update';
import { words } from './words';

const w = words(
  {
    ready: 'A new version is ready',
    ready_note: 'It was checked completely. The app restarts and you unlock it again; drafts stay.',
    start: 'Start the new version',
    busy: 'Something is being recorded on this device, here or in another tab. Finish that first.',
  },
  {
    ready: 'نیا ورژن تیار ہے',
    ready_note: 'اسے مکمل طور پر جانچ لیا گیا ہے۔ ایپ دوبارہ شروع ہو گی اور آپ کو قفل پھر کھولنا ہو گا؛ مسودے باقی رہیں گے۔',
    start: 'نیا ورژن شروع کریں',
    busy: 'اس آلے پر، یہاں یا کسی دوسرے ٹیب میں، کچھ درج ہو رہا ہے۔ پہلے اسے مکمل کریں۔',
  },
);

export function UpdateCard() {
  const start = useAction(startUpdate);
  if (update.value === 'none') return null;
  return (
    <aside class="update">
      <Notice tone="calm" title={w('ready')}>
        <p>{w('ready_note')}</p>
        {update.value === 'busy' && <p role="alert">{w('busy')}</p>}
        <RefusalNotice refusal={start.refusal} />
        <Button kind="primary" busy={start.busy} onClick={start.run}>
          {w('start')}
        </Button>
      </Notice>
    </aside>
  );
}
