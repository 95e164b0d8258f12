/** What the screens that found a team, or show a demonstration, say: english.ts and urdu.ts beside this file. */
import { words } from '../words';

export const w = words('found');
