/**
 * The courier: carries opaque parcels to the relay and back, by itself, and tells truthfully how far it got. A parcel counts as delivered only
 * after the relay's log was proven to hold it. Never opens a parcel and never decides what is in one.
 */
import { Refusal, type RefusalName, isRefusal, refusalByCode } from '../format/refusals';
import { Conversation } from './conversation';
import { LogBroken, type Signer } from './evidence';
import { pauseAsked, pauseBefore } from './pace';
import type { Shelf } from './shelf';
import { type Letter, type Mailroom, TryLater } from './transport';

export interface CourierState {
  readonly phase: 'idle' | 'working' | 'offline' | 'refused' | 'saving';
  readonly done: number;
  readonly total: number;
  readonly mediaDone: number;
  readonly mediaTotal: number;
  readonly lastSuccess: number | null;
  readonly refusal: string | null;
  /** What waits is held back until a random moment, so that nobody sees when it was sealed. */
  readonly delayed: boolean;
}
export type MediaProgress = Pick<CourierState, 'mediaDone' | 'mediaTotal'>;
export interface CourierNeeds {
  readonly mailroom: Mailroom;
  readonly shelf: Shelf;
  /** By the roster as it stands now. */
  readonly signer: () => Signer;
  readonly now: () => number;
  /** From 0 to 1. */
  readonly chance: () => number;
  /** Calls back later; what it returns takes the call back. */
  readonly later: (milliseconds: number, work: () => void) => () => void;
  readonly usualPause: () => number;
  /** What was sealed since the app was opened goes out after a random wait of at most this; 0 is at once. */
  readonly longestDelay: () => number;
  /** The relay knows the team's token no more: whether there is a new one. */
  readonly renewed: () => Promise<boolean>;
  /** What goes behind all letters: media, and what is carried for others. Says how far it got; true if it stopped before the end, because it was not to go on. */
  readonly afterwards: (tell: (media: MediaProgress) => void, goOn: () => boolean) => Promise<boolean>;
  readonly tell: (state: CourierState) => void;
  /** For what must not happen. */
  readonly report: (cause: unknown) => void;
}

/** A relay that names a new epoch or shows a new history again and again is not obeyed for ever. */
const MOST_RESTARTS = 3;
/** A film takes hours on a slow network; what others say must not wait so long. */
const MEDIA_SPELL_MILLISECONDS = 60_000;
/** Opening may make letters (acknowledgements) or let this device see more; both end after a round or two. */
const MOST_ROUNDS = 5;

export class Courier {
  readonly #needs: CourierNeeds;
  #state: CourierState;
  #running: Promise<CourierState> | null = null;
  #again = false;
  #failures = 0;
  /** How long the relay has asked to be left alone; 0 if it has not. */
  #askedSeconds = 0;
  #stopped = false;
  /** A person wants it now. What waited when the app was opened goes with the first exchange: the moment of its sealing is long past. */
  #isAsked = true;
  /** When that goes out which is held back. */
  #due: number | null = null;
  #unschedule: () => void = () => undefined;
  readonly #conversation: Conversation;

  constructor(needs: CourierNeeds, lastSuccess: number | null) {
    this.#needs = needs;
    this.#conversation = new Conversation(needs.mailroom, needs.shelf, needs.signer);
    this.#state = { phase: 'idle', done: 0, total: 0, mediaDone: 0, mediaTotal: 0, lastSuccess, refusal: null, delayed: false };
  }

  get state(): CourierState {
    return this.#state;
  }

  /** A person wants it now: nothing is held back. Goes once more if it is already on its way, and from then on by itself. */
  go(): Promise<CourierState> {
    this.#isAsked = true;
    return this.#go();
  }

  #go(): Promise<CourierState> {
    this.#again = true;
    this.#running ??= this.#keepGoing();
    return this.#running;
  }

  /** Goes now, unless the relay has asked to wait: then at the time that it named. */
  wake(): void {
    if (this.#askedSeconds === 0) void this.#go();
  }

  /** Letters that are of no use later, past the shelf. Refuses what the relay refuses one of them by, and `receipt_wrong`. */
  async pushNow(letters: readonly Letter[]): Promise<void> {
    for (const { status } of await this.#conversation.push(letters, [])) {
      if (status > 1) throw new Refusal(refusalByCode(status) ?? 'server_error');
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#unschedule();
  }

  async #keepGoing(): Promise<CourierState> {
    this.#unschedule();
    while (this.#again && !this.#stopped) {
      this.#again = false;
      await this.#once();
    }
    // At once and not when the promise is settled: whoever calls in between would wait for a run that does not see it any more.
    this.#running = null;
    if (!this.#stopped) {
      const chance = this.#needs.chance();
      const pause = Math.max(pauseBefore(this.#failures, this.#needs.usualPause(), chance), pauseAsked(this.#askedSeconds, chance));
      this.#unschedule = this.#needs.later(pause, () => void this.#go());
    }
    return this.#state;
  }

  async #once(): Promise<void> {
    try {
      const total = await this.#needs.shelf.waiting();
      const delayed = this.#holdsBack(total);
      this.#tell({ phase: 'working', done: 0, total: delayed ? 0 : total, delayed });
      const refused = await this.#exchange();
      const lastSuccess = this.#needs.now();
      await this.#needs.shelf.reached(lastSuccess);
      this.#tell({ lastSuccess });
      [this.#failures, this.#askedSeconds] = [0, 0];
      if (!this.#state.delayed) [this.#isAsked, this.#due] = [false, null];
      const until = lastSuccess + MEDIA_SPELL_MILLISECONDS;
      const goOn = (): boolean => !this.#again && !this.#stopped && this.#needs.now() < until;
      if (!this.#state.delayed && (await this.#needs.afterwards((media) => this.#tell(media), goOn))) this.#again = true;
      if (this.#again) return;
      this.#tell({ phase: refused === null ? 'idle' : 'refused', refusal: refused });
    } catch (cause) {
      if (this.#stopped) return;
      this.#failed(cause);
    }
  }

  /** Letters are held back together: all that came meanwhile goes in one batch. */
  #holdsBack(waiting: number): boolean {
    const delay = this.#needs.longestDelay();
    if (this.#isAsked || delay === 0 || waiting === 0) return false;
    this.#due ??= this.#needs.now() + this.#needs.chance() * delay;
    return this.#needs.now() < this.#due;
  }

  #failed(cause: unknown): void {
    const name = isRefusal(cause) ? cause.name : 'app_failed';
    if (name === 'app_failed') this.#needs.report(cause);
    this.#askedSeconds = cause instanceof TryLater ? cause.seconds : 0;
    // What a person has forbidden is no failure of the road.
    this.#failures = name === 'budget_spent' ? 0 : this.#failures + 1;
    const phase = name === 'relay_unreachable' ? 'offline' : name === 'budget_spent' ? 'saving' : 'refused';
    this.#tell({ phase, refusal: phase === 'refused' ? name : null });
  }

  /** The name of the refusal if the relay refused single parcels, which stay on the shelf. */
  async #exchange(): Promise<RefusalName | null> {
    let refused: RefusalName | null = null;
    let restarts = 0;
    for (let round = 0; round < MOST_ROUNDS; ) {
      try {
        if (!this.#state.delayed) refused = await this.#pushAll();
        while (await this.#conversation.pull());
        round += 1;
        if (!(await this.#needs.shelf.open())) break;
      } catch (cause) {
        if (isRefusal(cause) && cause.name === 'token_refused' && restarts < MOST_RESTARTS && (await this.#needs.renewed())) {
          restarts += 1;
          continue;
        }
        const broken = await this.#conversation.brokenBy(cause);
        if (restarts === MOST_RESTARTS) throw broken;
        restarts += 1;
        const { checkpoint } = this.#needs.shelf.standing().log;
        const finding = broken instanceof LogBroken && checkpoint !== null ? { name: broken.name, before: checkpoint, after: broken.after } : null;
        await this.#needs.shelf.restart(broken.epoch, finding);
      }
    }
    return refused;
  }

  async #pushAll(): Promise<RefusalName | null> {
    let refused: RefusalName | null = null;
    let after = '';
    let done = 0;
    for (;;) {
      const parcels = await this.#needs.shelf.batch(after);
      const last = parcels.at(-1);
      if (last === undefined) return refused;
      for (const { status } of await this.#conversation.push(parcels, parcels)) if (status > 1) refused = refusalByCode(status) ?? 'server_error';
      after = last.order;
      done += parcels.length;
      this.#tell({ done, total: Math.max(this.#state.total, done) });
    }
  }

  #tell(change: Partial<CourierState>): void {
    if (this.#stopped) return;
    this.#state = { ...this.#state, ...change };
    this.#needs.tell(this.#state);
  }
}
