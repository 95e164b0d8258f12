/** What the demonstration's band says. */
import { words } from '../words';

export const w = words(
  { demo: 'Demonstration', remove: 'Remove', remove_sure: 'Remove all of it', keep: 'Keep' },
  { demo: 'مظاہرہ', remove: 'ہٹائیں', remove_sure: 'سب ہٹا دیں', keep: 'رہنے دیں' },
);
