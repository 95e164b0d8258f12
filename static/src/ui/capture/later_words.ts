/** What the list of parts and a shut gate say: later_english.ts and later_urdu.ts beside this file. */
import { words } from '../words';

export const w = words('sections');
