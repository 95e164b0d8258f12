/** Names of authors and moments, as this area says them. A time is always somebody's claim. */
import type { Author } from '../../journey';
import { locales, moment } from '../words';
import { w } from './words';

export function nameOf(author: Author): string {
  return author.removed ? w('former', { name: author.label }) : author.label;
}

export function namesOf(authors: readonly Author[]): string {
  const named = [...new Map(authors.map((author) => [author.deviceId, nameOf(author)])).values()];
  return new Intl.ListFormat(locales(), { type: 'conjunction' }).format(named);
}

export function claimedTime(milliseconds: number): string {
  return w('time_claim', { time: moment(milliseconds) });
}
