/** What the screens of `later_screens.ts` say in Urdu: fetched with them. */
import { publish } from '../publish/urdu';
import { queue, review } from '../review/urdu';
import { settings } from '../settings/urdu';
import { team } from '../team/urdu';

export const areas = { publish, queue, review, settings, team };
