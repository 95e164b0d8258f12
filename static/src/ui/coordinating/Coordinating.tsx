/** The coordinator's part of the home screen: what waits to be examined, who waits to be admitted, and the way out of the data. */
import type { Overview } from '../../journey';
import { TeamWay } from '../home/TeamWay';
import { Guarding } from '../guardians/Ways';
import { Chip } from '../parts/Chip';
import { Way } from '../parts/Way';
import { w } from './words';

function QueueWay({ queue }: { readonly queue: Overview['queue'] }) {
  return (
    <Way to="#/queue" icon="inbox" title={w('queue')}>
      <small>{w('queue_all', { n: queue.records })}</small>
      <span class="row chips">
        {queue.conflicts > 0 && <Chip tone="warn">{w('queue_conflicts', { n: queue.conflicts })}</Chip>}
        {queue.waiting > 0 && (
          <Chip tone="calm" icon="clock">
            {w('queue_waiting', { n: queue.waiting })}
          </Chip>
        )}
        {queue.quarantined > 0 && <Chip tone="danger">{w('queue_aside', { n: queue.quarantined })}</Chip>}
      </span>
    </Way>
  );
}

export function Coordinating({ about }: { readonly about: Overview }) {
  return (
    <section class="stack" aria-labelledby="examine">
      <h2 id="examine">{w('examine')}</h2>
      <div class="list">
        <QueueWay queue={about.queue} />
        <Guarding openings={about.openings} />
        <TeamWay requests={about.joinRequests} />
        <Way to="#/export" icon="share" title={w('export')}>
          <small>{w('export_note')}</small>
        </Way>
      </div>
    </section>
  );
}
