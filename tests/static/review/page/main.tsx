/** The coordinator's screens over a Journey in memory: `?desk=open&records=80&lang=ur#/queue`. */
import '../../../../static/src/ui/style.css';
import '../../../../static/src/ui/parts/parts.css';
import '../../../../static/src/ui/parts/lists.css';
import { render } from 'preact';
import type { DeskStatus, Edit } from '../../../../static/src/journey';
import { engineLivesAt, type Call } from '../../../../static/src/ui/engine';
import { ExportScreen } from '../../../../static/src/ui/publish/ExportScreen';
import { Queue } from '../../../../static/src/ui/review/Queue';
import { TestimonyScreen } from '../../../../static/src/ui/review/TestimonyScreen';
import { followAddress, route } from '../../../../static/src/ui/route';
import { exchange } from '../../../../static/src/ui/state';
import { allowScript } from '../../../../static/src/ui/trusted';
import { speak, speakOnLaterScreens } from '../../../../static/src/ui/speak';
import { followLanguage, language } from '../../../../static/src/ui/words';
import { RECORD } from '../case';
import { fakeJourney, type FakeJourney } from './fake_journey';

declare global {
  interface Window {
    arrives: (edit: Edit) => void;
  }
}

const asked = new URLSearchParams(location.search);
const deskState = (asked.get('desk') ?? 'open') as DeskStatus['state'] | 'away';

class WorkerInPage extends EventTarget {
  private readonly journey = fakeJourney((event) => {
    if (event.kind === 'sync') exchange.value = event.state;
    this.dispatchEvent(new MessageEvent('message', { data: { event } }));
  }, deskState, Number(asked.get('records') ?? 80));

  constructor() {
    super();
    window.arrives = this.journey.arrives;
  }

  async postMessage({ id, method, args }: Call): Promise<void> {
    const call = this.journey[method as keyof FakeJourney] as (...given: readonly unknown[]) => Promise<unknown>;
    this.dispatchEvent(new MessageEvent('message', { data: { id, ok: await call(...args) } }));
  }
}

function Pages() {
  switch (route.value.place) {
    case 'testimony':
      return <TestimonyScreen record={route.value.id} />;
    case 'export':
      return <ExportScreen />;
    default:
      return <Queue />;
  }
}

(globalThis as { Worker: unknown }).Worker = WorkerInPage;
await speak(asked.get('lang') === 'ur' ? 'ur' : 'en');
await speakOnLaterScreens();
allowScript('/in-page');
engineLivesAt('/in-page');
followAddress();
followLanguage();
if (location.hash === '#/case') location.hash = `#/testimony/${RECORD}`;
render(<Localised />, document.getElementById('app') ?? document.body);

function Localised() {
  return (
    <div lang={language.value}>
      <Pages key={`${route.value.place}/${route.value.id}`} />
    </div>
  );
}
