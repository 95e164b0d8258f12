/** What the shared parts, and the card of a new version say: english.ts and urdu.ts beside this file. */
import { words } from '../words';

export const w = words('parts');
