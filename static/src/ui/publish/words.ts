/** What the export screen says: english.ts and urdu.ts beside this file. */
import { words } from '../words';

export const w = words('publish');
