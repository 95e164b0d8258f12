/** Where each guardian of a name stands. */
import type { NameRequest, Stand } from '../../journey/openings';
import { Chip } from '../parts/Chip';
import type { Tone } from '../parts/Notice';
import type { IconName } from '../parts/Icon';
import { w } from './words';

const LOOK: Readonly<Record<Stand, readonly [Tone, IconName]>> = {
  waiting: ['calm', 'clock'],
  released: ['good', 'check'],
  refused: ['warn', 'stop'],
  false: ['danger', 'stop'],
  unreadable: ['danger', 'stop'],
  left: ['calm', 'people'],
};

export function Stands({ request }: { readonly request: NameRequest }) {
  return (
    <section class="stack-close" aria-labelledby="stands">
      <h2 id="stands">{w('stands')}</h2>
      <p>{w('stands_note', { k: request.k, n: request.guardians.length })}</p>
      <ul class="stands">
        {request.guardians.map(({ guardian, stand, why }) => (
          <li key={guardian.deviceId} class="card stack-close">
            <div class="row row-apart">
              <span>
                <bdi>{guardian.label}</bdi>
                {guardian.me && <small> ({w('me')})</small>}
              </span>
              <Chip tone={LOOK[stand][0]} icon={LOOK[stand][1]}>
                {w(`stand_${stand}`)}
              </Chip>
            </div>
            {why !== '' && (
              <p class="reason" dir="auto">
                {why}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
