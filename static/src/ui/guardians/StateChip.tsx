/** How far a request is, in a few words. */
import type { NameRequest, NameState } from '../../journey/openings';
import { Chip } from '../parts/Chip';
import type { IconName } from '../parts/Icon';
import type { Tone } from '../parts/Notice';
import { w } from './words';

const LOOK: Readonly<Record<NameState, readonly [Tone, IconName]>> = {
  open: ['calm', 'clock'],
  ready: ['warn', 'lock'],
  opened: ['warn', 'readable'],
  withdrawn: ['calm', 'back'],
  void: ['calm', 'stop'],
  expired: ['calm', 'clock'],
};

export function StateChip({ request }: { readonly request: NameRequest }) {
  const [tone, icon] = LOOK[request.state];
  const released = request.guardians.filter(({ stand }) => stand === 'released').length;
  return (
    <>
      {request.isForMe && !request.asker.me && <Chip tone="warn">{w('mine_title')}</Chip>}
      <Chip tone={tone} icon={icon}>
        {request.state === 'open' ? w('state_open', { n: released, k: request.k }) : w(`state_${request.state}`)}
      </Chip>
    </>
  );
}
