/** What is behind the door: the session that is open, if one is, and a turn in it for each piece of work. */
import { Refusal, isRefusal } from '../format/refusals';
import { type Session, wakeCourier } from './session';
import type { World } from './world';

export class Inside {
  readonly #world: World;
  session: Session | null = null;

  constructor(world: World) {
    this.#world = world;
  }

  /** Refuses `app_failed`: behind a locked door nothing answers, and no screen should ask. */
  held(): Session {
    if (this.session === null) throw new Refusal('app_failed', 'locked');
    return this.session;
  }

  async turn<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const session = this.held();
    return session.turns.take(() => work(session));
  }

  async write<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const result = await this.turn(work);
    this.changed();
    return result;
  }

  /** For work that left something on the shelf. */
  async send<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const result = await this.write(work);
    this.wake();
    return result;
  }

  wake(): void {
    if (this.session !== null) wakeCourier(this.session);
  }

  changed(): void {
    this.#world.tell({ kind: 'changed' });
  }
}

/** What a screen gets for whatever went wrong: a refusal by name. */
export function refusalOf(cause: unknown): Refusal {
  return isRefusal(cause) ? cause : new Refusal('app_failed', '', cause);
}
