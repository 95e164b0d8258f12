/** What the screens of `later_screens.ts` say in Urdu: fetched with them. */
import { calendar } from '../calendar/urdu';
import { sections } from '../capture/later_urdu';
import { carry } from '../carry/urdu';
import { coordinating } from '../coordinating/urdu';
import { demo } from '../demo/urdu';
import { erase } from '../erase/urdu';
import { findings } from '../findings/urdu';
import { forms } from '../forms/urdu';
import { found } from '../found/urdu';
import { guardians } from '../guardians/urdu';
import { safari } from '../home/safari_urdu';
import { keys } from '../keys/urdu';
import { marks } from '../marks/urdu';
import { media } from '../media/urdu';
import { own } from '../own/urdu';
import { passphrases } from '../passphrases/urdu';
import { publish } from '../publish/urdu';
import { queue, review } from '../review/urdu';
import { scan } from '../scan/urdu';
import { settings, update } from '../settings/urdu';
import { governing } from '../team/governing_urdu';
import { team } from '../team/urdu';
import { threats } from '../threats/urdu';
import { withdrawal } from '../withdrawal/urdu';

export { labels } from '../../../../server/forms/gawahi_default.json?later_ur';
export { LATER_URDU as refusals } from '../refusals/later_urdu';
export const areas = { calendar, carry, coordinating, demo, erase, findings, forms, found, governing, guardians, keys, marks, media, own, passphrases, publish, queue, review, safari, scan, sections, settings, team, threats, update, withdrawal };
