/**
 * The engine's calls beside the main way: carrying by hand, governing the team, opening the name of a witness, and what was handed over. The work is
 * fetched with the first of them.
 */
import type * as journey from '../journey';
import type * as byHand from '../journey/by_hand';
import type { FormCalls, TeamForms } from '../journey/forms';
import type { Govern, Governing } from '../journey/governing';
import type * as names from '../journey/openings';
import type { Release } from '../journey/version';
import type * as own from '../journey/own';
import type { Inside } from './inside';
import { coordinate } from './later';

export class SideWays implements byHand.ByHand, names.NameKeeping, own.OwnWays, Govern, Pick<TeamForms, 'teamForms'> {
  readonly #inside: Inside;

  constructor(inside: Inside) {
    this.#inside = inside;
  }

  // ---- carried by hand
  carrying(): Promise<byHand.Carrying> {
    return this.#inside.turn(async (session) => (await coordinate()).carrying(session));
  }

  writeLetters(): Promise<byHand.WrittenFile> {
    return this.#inside.write(async (session) => (await coordinate()).writeLetters(session));
  }

  writeReceipts(id: journey.Hex): Promise<byHand.WrittenFile> {
    return this.#inside.write(async (session) => (await coordinate()).writeReceipts(session, id));
  }

  takeFile(bytes: Uint8Array): Promise<byHand.TakenFile> {
    return this.#inside.send(async (session) => (await coordinate()).takeFile(session, bytes));
  }

  forgetFile(id: journey.Hex): Promise<void> {
    return this.#inside.write(async (session) => (await coordinate()).forgetFile(session, id));
  }

  // ---- who is in the team
  async govern<Call extends keyof Governing>(call: Call, ...args: Parameters<Governing[Call]>): Promise<Awaited<ReturnType<Governing[Call]>>> {
    return (await coordinate()).govern(this.#inside, call, args);
  }

  // ---- forms of the team
  async teamForms<Call extends keyof FormCalls>(call: Call, ...args: Parameters<FormCalls[Call]>): Promise<Awaited<ReturnType<FormCalls[Call]>>> {
    return (await coordinate()).teamForms(this.#inside, call, args);
  }

  // ---- names of witnesses
  openings(): Promise<names.Openings> {
    return this.#inside.turn(async (session) => (await coordinate()).openings(session));
  }

  guardedNames(record: journey.Hex): Promise<readonly names.GuardedName[]> {
    return this.#inside.turn(async (session) => (await coordinate()).guardedNames(session, record));
  }

  openingDeed(deed: names.OpeningDeed): Promise<void> {
    return this.#inside.send(async (session) => (await coordinate()).openingDeed(session, deed));
  }

  openName(id: journey.Hex): Promise<names.OpenedName> {
    return this.#inside.send(async (session) => (await coordinate()).openName(session, id));
  }

  // ---- which app this is
  async release(build: string | null, look: boolean): Promise<Release> {
    return (await coordinate()).release(this.#inside.held(), build, look);
  }

  // ---- what was handed over
  async withdrawalNumber(): Promise<own.WithdrawalNumber> {
    return (await coordinate()).withdrawalNumber(this.#inside.held());
  }

  withdraw(typed: string): Promise<void> {
    return this.#inside.send(async (session) => (await coordinate()).withdraw(session, typed));
  }

  ownTestimony(record: journey.Hex): Promise<own.OwnTestimony> {
    return this.#inside.turn(async (session) => (await coordinate()).ownTestimony(session, record));
  }

  correct(record: journey.Hex, edits: readonly journey.Edit[]): Promise<void> {
    return this.#inside.send(async (session) => (await coordinate()).correct(session, record, edits));
  }

  forgetOwn(record: journey.Hex): Promise<void> {
    return this.#inside.write(async (session) => (await coordinate()).forgetOwn(session, record));
  }
}
