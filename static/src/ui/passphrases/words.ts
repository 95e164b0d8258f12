/** What the screen of passphrases and locking says: english.ts and urdu.ts beside this file. */
import { words } from '../words';

export const w = words('passphrases');
