/** The whole app: one door, and behind it one screen for each address. */
import './style.css';
import './parts/parts.css';
import './parts/lists.css';
import './shell.css';
import { render, type ComponentChild } from 'preact';
import { Capture } from './capture/Capture';
import { DoorScreen } from './door/DoorScreen';
import { engineLivesAt } from './engine';
import { Home } from './home/Home';
import { Later } from './Later';
import { followTaps } from './panic';
import { RefusalNotice } from './parts/RefusalNotice';
import { Waiting } from './parts/Waiting';
import { learnName } from './name';
import { quietFields } from './quiet';
import { followAddress, route, type Place } from './route';
import { speak } from './speak';
import { broken, door, followEngine, overview, refresh } from './state';
import { allowScript } from './trusted';
import { followUpdates, notKept, update } from './update';
import { followLanguage, language } from './words';

/** The screens behind the door. The ways through the door lead home once one is inside. */
const SCREENS: Readonly<Record<Place, (id: string) => ComponentChild>> = {
  home: () => <Home />,
  keys: (part) => <Later show={({ KeysScreen }) => <KeysScreen part={part} />} />,
  found: () => <Home />,
  join: () => <Home />,
  try: () => <Home />,
  return: () => <Home />,
  team: (part) => <Later show={({ TeamScreen }) => <TeamScreen part={part} />} />,
  carry: () => <Later show={({ CarryScreen }) => <CarryScreen />} />,
  names: (id) => <Later show={({ Names }) => <Names id={id} />} />,
  guardians: () => <Later show={({ AboutGuardians }) => <AboutGuardians />} />,
  withdraw: () => <Later show={({ Withdraw }) => <Withdraw />} />,
  settings: () => <Later show={({ Settings }) => <Settings />} />,
  threats: () => <Later show={({ Threats }) => <Threats back="#/settings" />} />,
  passphrases: () => <Later show={({ PassphrasesScreen }) => <PassphrasesScreen />} />,
  record: (id) => <Capture draftId={id} />,
  queue: () => <Later show={({ Queue }) => <Queue />} />,
  testimony: (id) => <Later show={({ TestimonyScreen }) => <TestimonyScreen record={id} />} />,
  own: (id) => <Later show={({ OwnScreen }) => <OwnScreen record={id} />} />,
  export: () => <Later show={({ ExportScreen }) => <ExportScreen />} />,
};

function Inside() {
  const { place, id } = route.value;
  return <div key={`${place}/${id}`}>{SCREENS[place](id)}</div>;
}

function Everything() {
  if (broken.value !== null) {
    return (
      <main class="screen">
        <RefusalNotice refusal={broken.value} />
      </main>
    );
  }
  if (door.value === null) return <Waiting />;
  return door.value === 'open' ? <Inside /> : <DoorScreen door={door.value} />;
}

function App() {
  return (
    <div lang={language.value}>
      {overview.value?.demo && <Later within show={({ DemoBand }) => <DemoBand />} />}
      {(update.value !== 'none' || overview.value?.releasePinned) && <Later within="silent" show={({ UpdateCard }) => <UpdateCard />} />}
      <Everything />
    </div>
  );
}

/** The page's own words, in every language: all that can be said without a language pack. */
function sayUnreached(): void {
  const notice = document.getElementById('unreached');
  notice?.querySelector('button')?.addEventListener('click', () => location.reload());
  notice?.removeAttribute('hidden');
}

/** The words and the engine are on their way before anything is drawn. */
export async function start(workerUrl: string): Promise<void> {
  const words = speak(language.value);
  allowScript(workerUrl);
  engineLivesAt(workerUrl, document.querySelector<HTMLMetaElement>('meta[name=relay]')?.content);
  followEngine();
  followTaps(() => door.value === 'open');
  void refresh();
  // Without it the app goes by no name, and does all that it does with one.
  learnName().catch(() => undefined);
  try {
    await words;
  } catch (reason) {
    sayUnreached();
    throw reason;
  }
  quietFields();
  followAddress();
  followLanguage();
  const place = document.getElementById('app');
  if (!place) throw new Error('the page has no place for the app');
  place.replaceChildren();
  render(<App />, place);
  followUpdates().catch((reason: unknown) => (notKept.value = reason));
}
