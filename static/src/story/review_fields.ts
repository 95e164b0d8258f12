/** Which fields are the coordinators' own assessment: the form of a record says so. Witnesses and documenters never see that compartment. */
import type { Op } from '../format/change';
import { waysOf } from '../capture/form';
import { asked } from './form_calls';
import type { Session } from './session';

/** Of the form that comes with the app, and where a form is not on this device. */
const REVIEW_PREFIX = 'r_';

const nameOf = ({ p }: Op): string => (p.length === 3 ? p[2] : p[0]);

export async function reviewFields(session: Session, [id, version]: readonly [string, string]): Promise<(op: Op) => boolean> {
  const form = await asked(session, id, version);
  if (form === null) return (op) => nameOf(op).startsWith(REVIEW_PREFIX);
  const ways = waysOf(form);
  return (op) => ways.get(nameOf(op))?.at(-1)?.cmp === 'review';
}
