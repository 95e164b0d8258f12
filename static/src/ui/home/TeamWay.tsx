/** The way to the team, and who waits to be admitted. */
import { Chip } from '../parts/Chip';
import { Way } from '../parts/Way';
import { w } from './words';

export function TeamWay({ requests }: { readonly requests: number }) {
  return (
    <Way to="#/team" icon="people" title={w('team')}>
      {requests > 0 ? (
        <span class="row chips">
          <Chip tone="warn" icon="people">
            {w('team_requests', { n: requests })}
          </Chip>
        </span>
      ) : (
        <small>{w('team_note')}</small>
      )}
    </Way>
  );
}
