/** The same in Urdu. A key that is missing here, or that English lacks, does not compile. */
import type { Same } from '../say';
import type * as english from './english';

export const demo: Same<typeof english.demo> = { demo: 'مظاہرہ', remove: 'ہٹائیں', remove_sure: 'سب ہٹا دیں', keep: 'رہنے دیں' };
