/** What reading a code says: english.ts and urdu.ts beside this file. */
import { words } from '../words';

export const w = words('scan');
