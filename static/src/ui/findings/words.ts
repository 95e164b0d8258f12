/** What is said of findings: english.ts and urdu.ts beside this file. */
import { words } from '../words';

export const w = words('findings');
