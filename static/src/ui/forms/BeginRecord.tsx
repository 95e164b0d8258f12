/** Where the team has forms of its own: with which one a record is begun. The app's own is always among them. */
import { saidIn } from '../../capture/languages';
import { DEFAULT_FORM } from '../../capture/default_form';
import type { Text } from '../../capture/form';
import { record } from '../capture/Capture';
import { engine } from '../engine';
import { RecordTile } from '../home/Recording';
import { useAnswer } from '../parts/action';
import { Icon } from '../parts/Icon';
import { RefusalNotice } from '../parts/RefusalNotice';
import { language } from '../words';
import { w } from './words';

function Choice({ title, note, begin }: { readonly title: Text; readonly note: string; readonly begin: () => void }) {
  return (
    <li>
      <button type="button" class="tile" onClick={begin}>
        <Icon name="record" />
        <span class="item-words">
          <span class="item-title">
            <bdi>{saidIn(title, language.value)}</bdi>
          </span>
          <small>{note}</small>
        </span>
      </button>
    </li>
  );
}

export function BeginRecord() {
  const forms = useAnswer(() => engine.teamForms('list'));
  const inUse = (forms.value ?? []).filter((form) => form.inUse && form.title !== null);
  if (inUse.length === 0) return <RecordTile />;
  return (
    <section class="stack" aria-labelledby="begin">
      <h2 id="begin">{w('begin')}</h2>
      <RefusalNotice refusal={forms.refusal} />
      <ul class="list">
        {inUse.map(({ id, version, title }) => (
          <Choice key={`${id} ${version}`} title={title ?? { en: id, ur: id }} note={w('version', { version })} begin={() => record([id, version])} />
        ))}
        <Choice title={DEFAULT_FORM.title} note={w('own')} begin={() => record(null)} />
      </ul>
    </section>
  );
}
