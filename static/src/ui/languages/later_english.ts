/** What the screens of `later_screens.ts` say in English: fetched with them. */
import { calendar } from '../calendar/english';
import { sections } from '../capture/later_english';
import { carry } from '../carry/english';
import { coordinating } from '../coordinating/english';
import { demo } from '../demo/english';
import { erase } from '../erase/english';
import { findings } from '../findings/english';
import { forms } from '../forms/english';
import { found } from '../found/english';
import { guardians } from '../guardians/english';
import { safari } from '../home/safari_english';
import { keys } from '../keys/english';
import { marks } from '../marks/english';
import { media } from '../media/english';
import { own } from '../own/english';
import { passphrases } from '../passphrases/english';
import { publish } from '../publish/english';
import { queue, review } from '../review/english';
import { scan } from '../scan/english';
import { settings, update } from '../settings/english';
import { governing } from '../team/governing_english';
import { team } from '../team/english';
import { threats } from '../threats/english';
import { withdrawal } from '../withdrawal/english';

export { labels } from '../../../../server/forms/gawahi_default.json?later_en';
export { LATER_ENGLISH as refusals } from '../refusals/later_english';
export const areas = { calendar, carry, coordinating, demo, erase, findings, forms, found, governing, guardians, keys, marks, media, own, passphrases, publish, queue, review, safari, scan, sections, settings, team, threats, update, withdrawal };
