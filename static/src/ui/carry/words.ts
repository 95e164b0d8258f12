/** What the screen for carrying says: english.ts and urdu.ts beside this file. */
import { words } from '../words';

export const w = words('carry');
