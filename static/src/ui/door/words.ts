/** What the screens before the door say: english.ts and urdu.ts beside this file. */
import { words } from '../words';

export const w = words('door');
