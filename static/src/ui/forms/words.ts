/** What the screens of the team's forms say: english.ts and urdu.ts beside this file. */
import { words } from '../words';

export const w = words('forms');
