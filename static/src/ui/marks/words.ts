/** What is said of names in texts: english.ts and urdu.ts beside this file. */
import { words } from '../words';

export const w = words('marks');
