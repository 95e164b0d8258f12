/** What voice and pictures say: english.ts and urdu.ts beside this file. */
import { words } from '../words';

export const w = words('media');
