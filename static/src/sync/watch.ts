/**
 * Watching: a coordinator's app, while somebody looks at it, is told within a second or two that something has arrived. By a stream of events where the
 * relay's operator runs a hub, else by asking for the newest number again and again. What it is told is a hint and proves nothing: it only wakes the
 * courier. Never for documenters, and never where bytes are counted.
 */
import { type Bytes, fromHex, hex } from '../format/bytes';
import { decode } from '../format/canonical';
import { Refusal, type RefusalName, isRefusal } from '../format/refusals';
import { fields, parseJson } from './answers';
import type { Standing } from './evidence';
import { pauseAsked, pauseBefore } from './pace';
import { type Mailroom, TryLater } from './transport';

export interface WatchNeeds {
  readonly mailroom: Mailroom;
  /** What this device knows of the log. */
  readonly standing: () => Pick<Standing, 'epoch' | 'log'>;
  /** False where every byte counts. */
  readonly isAllowed: () => boolean;
  readonly hint: () => void;
  readonly later: (milliseconds: number, work: () => void) => () => void;
  /** From 0 to 1. */
  readonly chance: () => number;
  /** For what must not happen. */
  readonly report: (cause: unknown) => void;
}

/** Two coordinators see each other within two seconds; a call of 300 bytes costs neither side anything worth naming. */
const ASK_MILLISECONDS = 1_200;
/** The hub says something every 25 s: a line that is silent for longer is dead. */
const SILENCE_MILLISECONDS = 60_000;
/** A line that ended: the whole team comes again within this, not all at once. */
const COME_AGAIN_MILLISECONDS = 10_000;
/** How often it is looked whether bytes are still counted. */
const LOOK_AGAIN_MILLISECONDS = 60_000;
const ASKS_BEFORE_THE_NEXT_HUB = 500;
const EVENT_LIMIT = 4_096;
const NO_HUB: ReadonlySet<RefusalName> = new Set(['not_found', 'malformed', 'server_error', 'relay_unreachable']);

interface Head {
  readonly epoch: Bytes;
  readonly head: number;
}

export class Watcher {
  readonly #needs: WatchNeeds;
  #line: AbortController | null = null;
  #unschedule: () => void = () => undefined;
  /** The head that was hinted at last: once is enough. */
  #hinted = '';
  #failures = 0;
  /** So many times it only asks, before it looks for a hub again. */
  #asks = 0;

  constructor(needs: WatchNeeds) {
    this.#needs = needs;
  }

  /** Again and again until it is stopped. */
  start(): void {
    if (this.#line !== null) return;
    this.#line = new AbortController();
    void this.#round(this.#line);
  }

  stop(): void {
    this.#unschedule();
    this.#line?.abort();
    this.#line = null;
  }

  async #round(line: AbortController): Promise<void> {
    const pause = await this.#watched(line);
    if (this.#line !== line) return;
    this.#unschedule = this.#needs.later(pause, () => void this.#round(line));
  }

  /** How long to wait before the next round. */
  async #watched(line: AbortController): Promise<number> {
    const chance = this.#needs.chance();
    if (!this.#needs.isAllowed()) return LOOK_AGAIN_MILLISECONDS;
    try {
      const isAsking = this.#asks > 0;
      await (isAsking ? this.#ask() : this.#listen(line));
      this.#failures = 0;
      if (isAsking) this.#asks -= 1;
      return isAsking ? ASK_MILLISECONDS : COME_AGAIN_MILLISECONDS * chance;
    } catch (cause) {
      if (this.#line !== line) return 0;
      return this.#failed(cause, chance);
    }
  }

  #failed(cause: unknown, chance: number): number {
    if (!isRefusal(cause)) this.#needs.report(cause);
    // No hub here, as with most relays, or a line that was cut: what comes meanwhile is asked for.
    if (this.#asks === 0 && isRefusal(cause) && NO_HUB.has(cause.name)) {
      this.#asks = ASKS_BEFORE_THE_NEXT_HUB;
      return 0;
    }
    this.#failures += 1;
    const asked = cause instanceof TryLater ? pauseAsked(cause.seconds, chance) : 0;
    return Math.max(asked, pauseBefore(this.#failures, ASK_MILLISECONDS, chance));
  }

  async #ask(): Promise<void> {
    const { epoch, log } = this.#needs.standing();
    const query = epoch === null ? '' : `?head=${log.size}&epoch=${hex(epoch)}`;
    const answer = await this.#needs.mailroom.ask('GET', `/head${query}`);
    // 204: it is still the head that this device knows.
    if (answer.length === 0) return;
    const told = fields(decode(answer, EVENT_LIMIT));
    this.#heard({ epoch: told.bytes('epoch', 16), head: told.number('head') });
  }

  /** Until the line ends. Whatever came while there was none is pulled first. */
  async #listen(line: AbortController): Promise<void> {
    await this.#needs.mailroom.ask('GET', '/watch', undefined, undefined, { signal: line.signal, read: (answer) => this.#read(answer, line) });
  }

  async #read(answer: Response, line: AbortController): Promise<Bytes> {
    const reader = answer.body?.getReader();
    if (reader === undefined) throw new Refusal('malformed', 'an answer without a body');
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const giveUp = this.#needs.later(SILENCE_MILLISECONDS, () => void reader.cancel());
      const { value, done } = await reader.read().finally(giveUp);
      if (done || !this.#needs.isAllowed() || line.signal.aborted) break;
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > EVENT_LIMIT) break;
      for (const each of lines) if (each.startsWith('data: ')) this.#heard(eventOf(each.slice('data: '.length)));
    }
    await reader.cancel();
    return new Uint8Array();
  }

  #heard({ epoch, head }: Head): void {
    const known = this.#needs.standing();
    const name = `${hex(epoch)}/${head}`;
    if (name === this.#hinted || (known.epoch !== null && hex(known.epoch) === hex(epoch) && known.log.size === head)) return;
    this.#hinted = name;
    this.#needs.hint();
  }
}

function eventOf(data: string): Head {
  const told = fields(parseJson(new TextEncoder().encode(data)));
  return { epoch: fromHex(told.text('epoch')) ?? new Uint8Array(), head: told.number('head') };
}
