/** What the screen of what one handed over says: english.ts and urdu.ts beside this file. */
import { words } from '../words';

export const w = words('own');
