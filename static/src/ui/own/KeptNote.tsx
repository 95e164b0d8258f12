/** What sealing means on a phone of a team whose phones keep for a while what they sealed. */
import type { Sealing } from '../../journey/own';
import { w } from './words';

export function KeptNote({ sealing }: { readonly sealing: Sealing }) {
  return <>{sealing.when === 'kept' ? w('seal_kept', { n: sealing.days }) : w('seal_onDelivery')}</>;
}
