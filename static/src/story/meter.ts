/**
 * The meter of the data budget: every call to the relay goes through it while a person has set one. It counts what goes and what comes, and refuses by
 * name (`budget_spent`) what does not fit any more, so that nothing can go past it.
 */
import { Refusal } from '../format/refusals';
import type { DataBudget } from '../journey/budget';
import type { Store } from '../store/store';
import { type Budget, CALL_BYTES, UNLIMITED, applies, itemsWithin, left, leftForMedia, localDay, spend } from '../sync/budget';
import type { World } from './world';

export class Meter {
  readonly #world: World;
  readonly #store: Store;
  #budget: Budget;
  /** While the exchange goes on that a person asked for in spite of the budget. */
  #isLifted = false;

  private constructor(world: World, store: Store, budget: Budget) {
    this.#world = world;
    this.#store = store;
    this.#budget = budget;
  }

  static async open(world: World, store: Store): Promise<Meter> {
    const number = async (name: string): Promise<number> => (await store.get('counters', name)) ?? 0;
    const limit = await number('budget_limit');
    const spent = { day: await number('budget_day'), spentBytes: await number('budget_spent') };
    return new Meter(world, store, limit === 0 ? UNLIMITED : { limitBytes: limit, isMobile: (await number('budget_mobile')) === 1, ...spent });
  }

  /** Whether bytes are counted on the way that the next call takes. */
  get applies(): boolean {
    return applies(this.#budget, this.#world.connection());
  }

  /** So many items that a page of them hardly goes beyond what is left; null where bytes are not counted. */
  get pageItems(): number | null {
    return this.#counts ? itemsWithin(left(this.#budget, this.#today)) : null;
  }

  get shown(): DataBudget {
    const { limitBytes, isMobile } = this.#budget;
    const leftBytes = limitBytes === null ? null : left(this.#budget, this.#today);
    return { limitBytes, isMobile, leftBytes, isAsked: this.#world.connection() === 'unknown', applies: this.applies };
  }

  /** From now on, today's bytes counted on. Null takes the limit away. */
  async set(limitBytes: number | null, isMobile: boolean): Promise<void> {
    this.#budget = { ...this.#budget, limitBytes, isMobile };
    await this.#keep();
  }

  /** One piece of work that a person wants now, whatever it costs. It is counted all the same. */
  async lift<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#isLifted = true;
    try {
      return await work();
    } finally {
      this.#isLifted = false;
    }
  }

  /** Refuses `budget_spent` where so many bytes of media do not fit beside what is left to text. */
  demandMedia(bytes: number): void {
    if (this.#counts && bytes + CALL_BYTES > leftForMedia(this.#budget, this.#today)) throw new Refusal('budget_spent', 'media');
  }

  /** In the place of the world's `send`. */
  async send(url: string, init: RequestInit): Promise<Response> {
    if (!this.applies) return this.#world.send(url, init);
    const going = CALL_BYTES + sizeOf(init.body);
    if (this.#counts && going > left(this.#budget, this.#today)) throw new Refusal('budget_spent');
    this.#spend(going);
    const answer = await this.#world.send(url, init);
    const body = await answer.arrayBuffer();
    this.#spend(body.byteLength);
    await this.#keep();
    return new Response(body.byteLength === 0 ? null : body, { status: answer.status, headers: answer.headers });
  }

  get #today(): number {
    const now = this.#world.now();
    return localDay(now, new Date(now).getTimezoneOffset());
  }

  get #counts(): boolean {
    return this.applies && !this.#isLifted;
  }

  #spend(bytes: number): void {
    this.#budget = spend(this.#budget, this.#today, bytes);
  }

  async #keep(): Promise<void> {
    const { limitBytes, isMobile, day, spentBytes } = this.#budget;
    const numbers = { budget_limit: limitBytes ?? 0, budget_mobile: isMobile ? 1 : 0, budget_day: day, budget_spent: spentBytes };
    await this.#store.commit(Object.entries(numbers).map(([key, row]) => ({ put: 'counters', key, row })));
  }
}

/** What a call of ours can carry: bytes, text or nothing. */
function sizeOf(body: RequestInit['body']): number {
  if (typeof body === 'string') return new Blob([body]).size;
  return body instanceof Uint8Array ? body.length : 0;
}
