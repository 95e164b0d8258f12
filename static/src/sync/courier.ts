/**
 * The courier: carries opaque parcels to the relay and back, by itself, and tells truthfully how far it got. A parcel counts as delivered only
 * after the relay's receipt was verified. Never opens a parcel and never decides what is in one.
 */
import { type Bytes, type TeamTag, equal, hex } from '../format/bytes';
import type { ItemId } from '../format/item';
import { type ReceiptLine, receiptMessage } from '../format/receipt';
import { Refusal, type RefusalName, isRefusal, refusalByCode } from '../format/refusals';
import { pauseAsked, pauseBefore } from './pace';
import { EpochChanged, type Letter, type Mailroom, type Page, type PushAnswer, TryLater } from './transport';

export interface Parcel extends Letter {
  readonly itemId: ItemId;
  /** Its place on the shelf. */
  readonly order: string;
}
/** What the courier needs of whoever keeps the parcels. Every call is one transaction. */
export interface Shelf {
  waiting(): Promise<number>;
  /** Oldest first, those behind place `after`, within the limits of one push. */
  batch(after: string): Promise<readonly Parcel[]>;
  delivered(parcels: readonly Parcel[]): Promise<void>;
  cursor(): Promise<{ readonly epoch: Bytes | null; readonly after: number }>;
  /** Whose letters to ask for; none means all. */
  mailboxes(): readonly Bytes[];
  /** Keeps a page and moves the cursor behind it, together. */
  arrived(page: Page): Promise<void>;
  /** Opens what arrived. True if there is more to carry: letters to send, or a feed to be read anew. */
  open(): Promise<boolean>;
  /** The relay lost something: read from the start, and offer again all that is still held. */
  restart(epoch: Bytes): Promise<void>;
  reached(time: number): Promise<void>;
}
export interface CourierState {
  readonly phase: 'idle' | 'working' | 'offline' | 'refused' | 'saving';
  readonly done: number;
  readonly total: number;
  readonly mediaDone: number;
  readonly mediaTotal: number;
  readonly lastSuccess: number | null;
  readonly refusal: string | null;
}
export type MediaProgress = Pick<CourierState, 'mediaDone' | 'mediaTotal'>;
export interface CourierNeeds {
  readonly mailroom: Mailroom;
  readonly shelf: Shelf;
  /** The bytes that the relay's receipt must sign, checked against the key that the roster pins. */
  readonly verifyReceipt: (message: Bytes, signature: Bytes) => Promise<boolean>;
  readonly teamTag: TeamTag;
  readonly now: () => number;
  /** From 0 to 1. */
  readonly chance: () => number;
  /** Calls back later; what it returns takes the call back. */
  readonly later: (milliseconds: number, work: () => void) => () => void;
  readonly usualPause: () => number;
  /** What goes behind all letters: media, and what is carried for others. Says how far it got; true if it stopped before the end, because it was not to go on. */
  readonly afterwards: (tell: (media: MediaProgress) => void, goOn: () => boolean) => Promise<boolean>;
  readonly tell: (state: CourierState) => void;
  /** For what must not happen. */
  readonly report: (cause: unknown) => void;
}

const PAGE_ITEMS = 500;
/** A relay that names a new epoch again and again is not obeyed for ever. */
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
  #unschedule: () => void = () => undefined;

  constructor(needs: CourierNeeds, lastSuccess: number | null) {
    this.#needs = needs;
    this.#state = { phase: 'idle', done: 0, total: 0, mediaDone: 0, mediaTotal: 0, lastSuccess, refusal: null };
  }

  get state(): CourierState {
    return this.#state;
  }

  /** Goes now, or once more if it is already on its way, and from then on by itself. */
  go(): Promise<CourierState> {
    this.#again = true;
    this.#running ??= this.#keepGoing().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Goes now, unless the relay has asked to wait: then at the time that it named. */
  wake(): void {
    if (this.#askedSeconds === 0) void this.go();
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
    if (!this.#stopped) {
      const chance = this.#needs.chance();
      const pause = Math.max(pauseBefore(this.#failures, this.#needs.usualPause(), chance), pauseAsked(this.#askedSeconds, chance));
      this.#unschedule = this.#needs.later(pause, () => void this.go());
    }
    return this.#state;
  }

  async #once(): Promise<void> {
    try {
      this.#tell({ phase: 'working', done: 0, total: await this.#needs.shelf.waiting() });
      const refused = await this.#exchange();
      const lastSuccess = this.#needs.now();
      await this.#needs.shelf.reached(lastSuccess);
      this.#tell({ lastSuccess });
      [this.#failures, this.#askedSeconds] = [0, 0];
      const until = lastSuccess + MEDIA_SPELL_MILLISECONDS;
      const goOn = (): boolean => !this.#again && !this.#stopped && this.#needs.now() < until;
      if (await this.#needs.afterwards((media) => this.#tell(media), goOn)) this.#again = true;
      if (this.#again) return;
      this.#tell({ phase: refused === null ? 'idle' : 'refused', refusal: refused });
    } catch (cause) {
      if (this.#stopped) return;
      this.#failed(cause);
    }
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
        refused = await this.#pushAll();
        await this.#pullAll();
        round += 1;
        if (!(await this.#needs.shelf.open())) break;
      } catch (cause) {
        if (!(cause instanceof EpochChanged) || restarts === MOST_RESTARTS) throw cause;
        restarts += 1;
        await this.#needs.shelf.restart(cause.epoch);
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
      const answer = await this.#needs.mailroom.push(parcels);
      const { epoch } = await this.#needs.shelf.cursor();
      if (epoch !== null && !equal(epoch, answer.epoch)) throw new EpochChanged(answer.epoch);
      refused = (await this.#settle(parcels, answer)) ?? refused;
      after = last.order;
      done += parcels.length;
      this.#tell({ done, total: Math.max(this.#state.total, done) });
    }
  }

  /** Refuses `receipt_wrong`; nothing is delivered then. */
  async #settle(parcels: readonly Parcel[], answer: PushAnswer): Promise<RefusalName | null> {
    const accepted: Parcel[] = [];
    const lines: ReceiptLine[] = [];
    let refused: RefusalName | null = null;
    for (const [index, parcel] of parcels.entries()) {
      const result = answer.results[index];
      if (result !== undefined && result.status <= 1) {
        accepted.push(parcel);
        lines.push({ number: result.number, itemId: parcel.itemId });
      } else refused = refusalByCode(result?.status ?? 0) ?? 'server_error';
    }
    if (accepted.length === 0) return refused;
    const message = receiptMessage(this.#needs.teamTag, answer.epoch, lines);
    if (!(await this.#needs.verifyReceipt(message, answer.signature))) throw new Refusal('receipt_wrong', hex(answer.epoch));
    await this.#needs.shelf.delivered(accepted);
    return refused;
  }

  async #pullAll(): Promise<void> {
    for (;;) {
      const { epoch, after } = await this.#needs.shelf.cursor();
      const page = await this.#needs.mailroom.pull(after, PAGE_ITEMS, epoch, this.#needs.shelf.mailboxes());
      if (epoch !== null && !equal(epoch, page.epoch)) throw new EpochChanged(page.epoch);
      if (page.next < after) throw new Refusal('malformed', 'a feed that goes backwards');
      await this.#needs.shelf.arrived(page);
      if (page.next === after || page.next >= page.head) return;
    }
  }

  #tell(change: Partial<CourierState>): void {
    if (this.#stopped) return;
    this.#state = { ...this.#state, ...change };
    this.#needs.tell(this.#state);
  }
}
