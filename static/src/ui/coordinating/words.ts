/** What the coordinator's part of the home screen says: english.ts and urdu.ts beside this file. */
import { words } from '../words';

export const w = words('coordinating');
