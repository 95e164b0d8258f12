/** What the screens of `later_screens.ts` say in English: fetched with them. */
import { publish } from '../publish/english';
import { queue, review } from '../review/english';
import { settings } from '../settings/english';
import { team } from '../team/english';

export const areas = { publish, queue, review, settings, team };
