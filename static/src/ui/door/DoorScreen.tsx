/** The door: a first page that says what this is and offers three ways in, or the lock of a device that already belongs to a team. */
import './door.css';
import type { Door } from '../../journey';
import { InSafariTab } from '../home/InSafariTab';
import { Later } from '../Later';
import { appName, OWN_NAME } from '../name';
import { LanguageChoice } from '../parts/LanguageChoice';
import { Screen } from '../parts/Screen';
import { Way } from '../parts/Way';
import { route } from '../route';
import { Join } from './Join';
import { Unlock } from './Unlock';
import { w } from './words';

/** A demonstration, and what protects whom, say what the app is for; where a team gave it another name, nothing does before it is unlocked. */
const mayTell = (): boolean => appName.value === OWN_NAME;

function FirstPage() {
  return (
    <Screen title={w('what')} above={<LanguageChoice />}>
      <InSafariTab />
      <p>{w('how')}</p>
      <section class="stack" aria-labelledby="begin">
        <h2 id="begin">{w('begin')}</h2>
        <div class="list">
          <Way to="#/join" icon="link" title={w('have_invite')}>
            <small>{w('have_invite_note')}</small>
          </Way>
          <Way to="#/found" icon="people" title={w('found')}>
            <small>{w('found_note')}</small>
          </Way>
          <Way to="#/return" icon="lock" title={w('return')}>
            <small>{w('return_note')}</small>
          </Way>
          {mayTell() && (
            <Way to="#/try" icon="try" title={w('try')}>
              <small>{w('try_note')}</small>
            </Way>
          )}
        </div>
      </section>
      {mayTell() && (
        <a class="button button-quiet button-wide" href="#/threats">
          {w('threats')}
        </a>
      )}
    </Screen>
  );
}

export function DoorScreen({ door }: { readonly door: Exclude<Door, 'open'> }) {
  if (door === 'locked') return <Unlock />;
  const { place } = route.value;
  if (place === 'found') return <Later show={({ Found }) => <Found />} />;
  if (place === 'return') return <Later show={({ Return }) => <Return />} />;
  if (place === 'threats' && mayTell()) return <Later show={({ Threats }) => <Threats back="#/" />} />;
  if (place === 'join') return <Join />;
  return place === 'try' && mayTell() ? <Later show={({ Try }) => <Try />} /> : <FirstPage />;
}
