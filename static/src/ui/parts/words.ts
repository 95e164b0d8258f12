/** What the shared parts say. */
import { words } from '../words';

export const w = words({ back: 'Back', waiting: 'One moment' }, { back: 'واپس', waiting: 'ایک لمحہ' });
