/** What the list of testimonies says: english.ts and urdu.ts beside this file. */
import { words } from '../words';

export const q = words('queue');
