/** The calls of `journey/governing.ts`, by name. Those that speak with the relay hold no turn. */
import { Refusal } from '../format/refusals';
import type { Governing } from '../journey/governing';
import { changeRules, proposeAgain, removeMember, signProposal } from './governing';
import type { Inside } from './inside';
import { refuseProposal } from './proposing';
import { joinBy } from './renewing';
import { acceptOldRoster, markCompared, proposals, readers, rosterAge } from './readers';
import type { Session } from './session';

type Calls = { readonly [Call in keyof Governing]: (session: Session, ...args: Parameters<Governing[Call]>) => Promise<Awaited<ReturnType<Governing[Call]>>> };

const CALLS: Calls = { proposals, signProposal, refuseProposal, proposeAgain, removeMember, changeRules, readers, joinBy, compared: markCompared, rosterAge, acceptOldRoster };
/** After these nothing on a screen is out of date. */
const READS: ReadonlySet<keyof Governing> = new Set(['proposals', 'readers', 'rosterAge']);

export async function govern<Call extends keyof Governing>(inside: Inside, call: Call, args: Parameters<Governing[Call]>): Promise<Awaited<ReturnType<Governing[Call]>>> {
  if (!Object.hasOwn(CALLS, call)) throw new Refusal('app_failed', 'no such call');
  const work: Calls[Call] = CALLS[call];
  const result = await work(inside.held(), ...args);
  if (!READS.has(call)) inside.changed();
  return result;
}
