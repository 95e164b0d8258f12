/** What the roles of a team are called. */
import type { Role } from '../../journey';
import { locales, words } from '../words';

const w = words('roles');

export const roleName = (role: Role): string => w(role);

export function roleNames(roles: readonly Role[]): string {
  return new Intl.ListFormat(locales(), { type: 'conjunction' }).format(roles.map((role) => w(role)));
}
