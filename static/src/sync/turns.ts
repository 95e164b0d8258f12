/** One piece of work at a time: what reads a state and writes the next must not meet another that does the same. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Waits for all that came before, whether it succeeded or not. */
  take<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#last.then(work, work);
    // The next in line waits for the end, not for success; the failure belongs to whoever asked for this work.
    this.#last = mine.then(
      () => undefined,
      () => undefined,
    );
    return mine;
  }
}
