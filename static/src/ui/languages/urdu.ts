/** The language pack of Urdu: all that a first testimony needs to have said. A script of its own (speak.ts). */
import { capture } from '../capture/urdu';
import { door } from '../door/urdu';
import { home } from '../home/urdu';
import { parts, roles } from '../parts/urdu';

export { labels } from '../../../../server/forms/gawahi_default.json?ur';
export { URDU as refusals } from '../refusals/urdu';
export const areas = { capture, door, home, parts, roles };
