/** What a date question says of calendars: english.ts and urdu.ts beside this file. */
import { words } from '../words';

export const w = words('calendar');
