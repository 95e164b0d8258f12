/** The calls of `journey/passphrases.ts`, for the engine to inherit. Their work is fetched when it is asked for. */
import type { ByPassphrase, Passphrases, Second } from '../journey/passphrases';
import { destroyKeys } from './erase';
import type { Inside } from './inside';
import { coordinate } from './later';
import { SideWays } from './side_ways';
import type { World } from './world';

export class PassphraseCalls extends SideWays implements ByPassphrase {
  readonly #world: World;
  readonly #inside: Inside;

  constructor(world: World, inside: Inside) {
    super(inside);
    this.#world = world;
    this.#inside = inside;
  }

  async passphrases(): Promise<Passphrases> {
    const { otherSlot, tapsErase } = this.#inside.held().membership;
    return { hasSecond: otherSlot !== null, tapsErase };
  }

  async changePassphrase(current: string, fresh: string): Promise<void> {
    await (await coordinate()).changePassphrase(this.#world, current, fresh);
  }

  /** Speaks with the relay, and must not hold a turn that the exchange waits for. */
  async addSecond(second: Second): Promise<void> {
    await (await coordinate()).addSecond(this.#inside.held(), second);
    this.#inside.changed();
  }

  removeSecond(): Promise<void> {
    return this.#inside.write(async (session) => (await coordinate()).removeSecond(session));
  }

  setTapsErase(erases: boolean): Promise<void> {
    return this.#inside.write(async (session) => (await coordinate()).setTapsErase(session, erases));
  }

  /** Waits for nothing that is under way. */
  destroyKeys(): Promise<void> {
    return destroyKeys(this.#world);
  }
}
