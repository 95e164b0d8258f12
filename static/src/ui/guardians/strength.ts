/** How well a team's numbers protect its names, pure. */
import type { Team } from '../../journey';

/** `alone`: one opens everything, and with them everything is lost. `all`: none may be lost. `few`: one alone opens a name. */
export type Strength = 'none' | 'alone' | 'all' | 'few' | 'good';
export interface Guarding {
  /** Needed to open a name that is sealed today: never more than there are guardians. */
  readonly k: number;
  readonly n: number;
  readonly strength: Strength;
}

export function guardiansOf({ members, guardiansNeeded }: Pick<Team, 'members' | 'guardiansNeeded'>): Guarding {
  const n = members.filter(({ roles, removed }) => !removed && roles.includes('guardian')).length;
  const k = Math.min(guardiansNeeded, n);
  return { k, n, strength: strengthOf(k, n) };
}

function strengthOf(k: number, n: number): Strength {
  if (n === 0) return 'none';
  if (n === 1) return 'alone';
  if (k === 1) return 'few';
  return k === n ? 'all' : 'good';
}
