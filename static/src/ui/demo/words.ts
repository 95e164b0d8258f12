/** What the demonstration's band says. */
import { words } from '../words';

export const w = words(
  { demo: 'Demonstration, not real work', remove: 'Remove', remove_sure: 'Remove all of it', keep: 'Keep' },
  { demo: 'مظاہرہ ہے، اصل کام نہیں', remove: 'ہٹائیں', remove_sure: 'سب ہٹا دیں', keep: 'رہنے دیں' },
);
