/** Everybody's requests for names, as every coordinator and guardian sees them. */
import type { NameRequest } from '../../journey/openings';
import { engine } from '../engine';
import { useAnswer } from '../parts/action';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { Waiting } from '../parts/Waiting';
import { Way } from '../parts/Way';
import { moment } from '../words';
import { StateChip } from './StateChip';
import { w } from './words';

function One({ request }: { readonly request: NameRequest }) {
  return (
    <Way to={`#/names/${request.id}`} icon="lock" title={w('request_for', { pseudonym: request.pseudonym })}>
      <small>{w('asked_by', { label: request.asker.label })}</small>
      <small>{w('asked_on', { when: moment(request.time) })}</small>
      <span class="row chips">
        <StateChip request={request} />
      </span>
    </Way>
  );
}

export function Requests() {
  const all = useAnswer(() => engine.openings());
  return (
    <Screen title={w('list')} back="#/">
      <p class="soft">{w('list_note')}</p>
      <RefusalNotice refusal={all.refusal} />
      {all.value && all.value.unreadable > 0 && (
        <Notice tone="danger" title={w('unreadable', { n: all.value.unreadable })}>
          <p>{w('unreadable_note')}</p>
        </Notice>
      )}
      {all.value === null && all.refusal === null && <Waiting />}
      {all.value?.requests.length === 0 && <p>{w('list_none')}</p>}
      <div class="list">{all.value?.requests.map((request) => <One key={request.id} request={request} />)}</div>
    </Screen>
  );
}
