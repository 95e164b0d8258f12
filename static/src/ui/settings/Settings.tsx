/** Settings: language, lock, the data budget, what the browser promised, the version, what protects you and what does not, and erasing everything. */
import { Erase } from '../erase/Erase';
import { w as keys } from '../keys/words';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { Way } from '../parts/Way';
import { lockNow, overview } from '../state';
import { askToKeep } from '../storage';
import { w as threats } from '../threats/words';
import { DataLimit } from './DataLimit';
import { Speech } from './Speech';
import { Version } from './Version';
import { w } from './words';

function Storage() {
  const persisted = overview.value?.persisted ?? null;
  const ask = useAction(async () => {
    await askToKeep();
  });
  return (
    <section class="stack" aria-labelledby="storage">
      <h2 id="storage">{w('storage')}</h2>
      <Notice tone={persisted === null ? 'calm' : persisted ? 'good' : 'warn'}>
        <p>{w(`storage_${persisted}`)}</p>
      </Notice>
      <RefusalNotice refusal={ask.refusal} />
      {persisted !== true && (
        <Button kind="quiet" wide busy={ask.busy} onClick={ask.run}>
          {w('storage_ask')}
        </Button>
      )}
    </section>
  );
}

export function Settings() {
  return (
    <Screen title={w('settings')} back="#/">
      <Speech />
      <section class="stack" aria-labelledby="lock">
        <h2 id="lock">{w('lock_title')}</h2>
        <p>{w('lock_note')}</p>
        <Button kind="quiet" icon="lock" wide onClick={() => void lockNow()}>
          {w('lock')}
        </Button>
        <div class="list">
          <Way to="#/passphrases" icon="lock" title={w('passphrases')}>
            <small>{w('passphrases_note')}</small>
          </Way>
        </div>
      </section>
      <Way to="#/keys" icon="lock" title={keys('settings_way')}>
        <small>{keys('settings_note')}</small>
      </Way>
      <DataLimit />
      <Storage />
      <Version />
      <Way to="#/threats" icon="info" title={threats('title')}>
        <small>{threats('way')}</small>
      </Way>
      <section class="stack" aria-labelledby="erase">
        <h2 id="erase">{w('erase')}</h2>
        <Erase />
      </section>
    </Screen>
  );
}
