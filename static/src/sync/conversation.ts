/**
 * The conversation with the relay: one question at a time, each asked from the state of the log that the answer before it proved. Nothing of an answer
 * is kept before it is proven, and what is kept goes into one transaction with the state that proves it.
 */
import { Refusal, isRefusal } from '../format/refusals';
import { LogBroken, type ProvenPage, type Signer, type Standing, provenPage, provenPush } from './evidence';
import type { Parcel, Shelf } from './shelf';
import { EpochChanged, type Letter, type Mailroom, type Result } from './transport';
import { Turns } from './turns';

export class Conversation {
  readonly #mailroom: Mailroom;
  readonly #shelf: Shelf;
  readonly #signer: () => Signer;
  readonly #line = new Turns();

  constructor(mailroom: Mailroom, shelf: Shelf, signer: () => Signer) {
    this.#mailroom = mailroom;
    this.#shelf = shelf;
    this.#signer = signer;
  }

  /** `parcels`: which of the letters lie on the shelf. Refuses `receipt_wrong`; nothing is delivered then. */
  push(letters: readonly Letter[], parcels: readonly Parcel[]): Promise<readonly Result[]> {
    return this.#line.take(async () => {
      const standing = this.#shelf.standing();
      const answer = await this.#mailroom.push(letters, standing.log.size);
      const log = await provenPush(this.#signer(), standing, letters, answer);
      await this.#shelf.delivered(parcels.filter((_, index) => (answer.results[index]?.status ?? 2) <= 1), answer.epoch, log);
      return answer.results;
    });
  }

  /** The next page. True if there is more. Refuses what `provenPage` refuses. */
  pull(): Promise<boolean> {
    return this.#line.take(async () => {
      const standing = this.#shelf.standing();
      const { page, head } = await this.#ask(standing, standing.log.size);
      await this.#shelf.arrived(page);
      return page.next < head;
    });
  }

  /** What everything has to begin anew for; anything else is thrown again. A relay that says that it has less than it had must sign it. */
  async brokenBy(cause: unknown): Promise<EpochChanged | LogBroken> {
    if (cause instanceof EpochChanged || cause instanceof LogBroken) return cause;
    if (!isRefusal(cause) || cause.name !== 'log_rolled_back') throw cause;
    const standing = this.#shelf.standing();
    try {
      await this.#ask({ ...standing, after: 0, log: { ...standing.log, rosters: 0 } }, 0);
    } catch (reason) {
      if (reason instanceof EpochChanged || reason instanceof LogBroken) return reason;
      throw reason;
    }
    throw new Refusal('log_wrong', 'the log is as long as it was', cause);
  }

  async #ask(standing: Standing, seen: number): Promise<{ readonly page: ProvenPage; readonly head: number }> {
    const boxes = this.#shelf.mailboxes();
    const page = await this.#mailroom.pull(standing.after, this.#shelf.pageItems(), standing.epoch, boxes, seen);
    try {
      return { page: await provenPage(this.#signer(), standing, page, boxes.length === 0), head: page.head };
    } catch (cause) {
      // What was withheld may lie before this page, in one that seemed whole.
      if (boxes.length > 0 && isRefusal(cause) && (cause.name === 'roster_withheld' || cause.name === 'log_wrong')) await this.#shelf.rewind();
      throw cause;
    }
  }
}
