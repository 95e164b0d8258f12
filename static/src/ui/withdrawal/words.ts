/** What is said of taking consent back: english.ts and urdu.ts beside this file. */
import { words } from '../words';

export const w = words('withdrawal');
