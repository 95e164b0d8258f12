/** What the part that erases everything says: english.ts and urdu.ts beside this file. */
import { words } from '../words';

export const w = words('erase');
