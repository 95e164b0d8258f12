/** One request for a name: who asks and why, where each guardian stands, and what this person can do about it. */
import './guardians.css';
import { useSignal } from '@preact/signals';
import type { NameRequest, OpenedName } from '../../journey/openings';
import { engine } from '../engine';
import { useAnswer } from '../parts/action';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { Screen } from '../parts/Screen';
import { Waiting } from '../parts/Waiting';
import { locales, moment } from '../words';
import { Name } from './Name';
import { Own } from './Own';
import { Review } from './Review';
import { Stands } from './Stands';
import { StateChip } from './StateChip';
import { w } from './words';

function Alarms({ request }: { readonly request: NameRequest }) {
  const { hiddenFrom, names, pseudonym, guardians, state } = request;
  const isAlive = state === 'open' || state === 'ready';
  const labels = new Intl.ListFormat(locales(), { type: 'conjunction' }).format(hiddenFrom.map(({ label }) => label));
  return (
    <>
      {isAlive && hiddenFrom.length > 0 && (
        <Notice tone="danger" title={w('hidden_title')}>
          <p>{w('hidden_note', { labels })}</p>
        </Notice>
      )}
      {names === 'other' && (
        <Notice tone="danger" title={w('other_title')}>
          <p>{w('other_note', { pseudonym })}</p>
        </Notice>
      )}
      {guardians.map(({ guardian, stand }) => {
        if (stand !== 'false' && stand !== 'unreadable') return null;
        return (
          <Notice key={guardian.deviceId} tone="danger" title={w(stand === 'false' ? 'false_title' : 'unreadable_title', { label: guardian.label })}>
            <p>{w(stand === 'false' ? 'false_note' : 'unreadable_share_note')}</p>
          </Notice>
        );
      })}
    </>
  );
}

function Asked({ request }: { readonly request: NameRequest }) {
  return (
    <>
      <section class="stack-close" aria-labelledby="who">
        <h2 id="who">{w('who')}</h2>
        <strong>
          <bdi>{request.asker.label}</bdi>
        </strong>
        <span class="fingerprint">{request.asker.fingerprint}</span>
        <small>{moment(request.time)}</small>
      </section>
      <section class="stack-close" aria-labelledby="why">
        <h2 id="why">{w('why')}</h2>
        <p class="card reason" dir="auto">
          {request.why}
        </p>
      </section>
    </>
  );
}

/** Whoever asked gives their own share too, but is not asked for it once the others are enough. */
function mayRelease({ isForMe, hiddenFrom, names, asker, state }: NameRequest): boolean {
  return isForMe && hiddenFrom.length === 0 && names !== 'other' && !(asker.me && state === 'ready');
}

function Whole({ request, show }: { readonly request: NameRequest; readonly show: (name: OpenedName) => void }) {
  return (
    <>
      <div class="row">
        <StateChip request={request} />
      </div>
      <Alarms request={request} />
      <Asked request={request} />
      {request.names !== 'unknown' && (
        <a class="button button-quiet" href={`#/testimony/${request.record}`}>
          {w('request_see')}
        </a>
      )}
      <Stands request={request} />
      {request.asker.me && <Own request={request} show={show} />}
      {mayRelease(request) && <Review request={request} />}
    </>
  );
}

export function RequestScreen({ id }: { readonly id: string }) {
  const all = useAnswer(() => engine.openings(), id);
  const name = useSignal<OpenedName | null>(null);
  const request = all.value?.requests.find((one) => one.id === id) ?? null;
  if (name.value !== null) return <Name id={id} name={name.value} />;
  return (
    <Screen title={request === null ? w('request') : w('request_for', { pseudonym: request.pseudonym })} back="#/names">
      <RefusalNotice refusal={all.refusal ?? (all.value !== null && request === null ? 'not_found' : null)} />
      {request !== null && <Whole request={request} show={(opened) => (name.value = opened)} />}
      {all.value === null && all.refusal === null && <Waiting />}
    </Screen>
  );
}
