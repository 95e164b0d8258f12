/** What is said of dangers: english.ts and urdu.ts beside this file. */
import { words } from '../words';

export const w = words('threats');
