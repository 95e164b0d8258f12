/** The language pack of English: all that a first testimony needs to have said. A script of its own (speak.ts). */
import { capture } from '../capture/english';
import { door } from '../door/english';
import { home } from '../home/english';
import { parts, roles } from '../parts/english';

export { labels } from '../../../../server/forms/gawahi_default.json?en';
export { ENGLISH as refusals } from '../refusals/english';
export const areas = { capture, door, home, parts, roles };
