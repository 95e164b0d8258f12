/** The documenter's part of the home screen: record, go on with a draft, see what was handed over. */
import type { Draft } from '../../journey';
import { record } from '../capture/Capture';
import { engine } from '../engine';
import { Later } from '../Later';
import { useAnswer } from '../parts/action';
import { Chip } from '../parts/Chip';
import { Icon } from '../parts/Icon';
import { RefusalNotice } from '../parts/RefusalNotice';
import { moment } from '../words';
import { w } from './words';

function titleOf(draft: Draft): string | null {
  const title = draft.answers.fields['e_title'];
  return typeof title === 'string' && title !== '' ? title : null;
}

function Drafts({ drafts }: { readonly drafts: readonly Draft[] }) {
  if (drafts.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="drafts">
      <h2 id="drafts">{w('drafts')}</h2>
      <div class="card stack-close">
        <div class="row row-apart">
          <Chip tone="calm" icon="draft">
            {w('state_draft')}
          </Chip>
          <strong>{drafts.length}</strong>
        </div>
        <small>{w('explain_draft')}</small>
      </div>
      <ul class="list">
        {[...drafts]
          .sort((one, other) => other.changed - one.changed)
          .map((draft) => (
            <li key={draft.id}>
              <a class="item" href={`#/record/${draft.id}`}>
                <Icon name="draft" />
                <span class="item-words">
                  <span class="item-title">
                    <bdi>{titleOf(draft) ?? w('draft_untitled')}</bdi>
                  </span>
                  <small>{w('draft_changed', { when: moment(draft.changed) })}</small>
                </span>
              </a>
            </li>
          ))}
      </ul>
    </section>
  );
}

export function RecordTile() {
  return (
    <button type="button" class="tile tile-primary" onClick={() => record(null)}>
      <Icon name="record" />
      <span class="item-words">
        <span class="item-title">{w('record')}</span>
        <small>{w('record_note')}</small>
      </span>
    </button>
  );
}

export function Recorded() {
  const drafts = useAnswer(() => engine.drafts());
  const handed = useAnswer(() => engine.handed());
  return (
    <>
      <RefusalNotice refusal={drafts.refusal ?? handed.refusal} />
      <Drafts drafts={drafts.value ?? []} />
      {handed.value && handed.value.length > 0 && <Later within show={({ HandedOver }) => <HandedOver handed={handed.value ?? []} />} />}
      <Later within="silent" show={({ WithdrawWay }) => <WithdrawWay />} />
    </>
  );
}
