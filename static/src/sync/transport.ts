/**
 * The relay as this device reaches it (PROTOCOL section 13): one method a call, same origin. Carries opaque bytes, and cannot name a testimony.
 *
 * An answer that is not what the protocol says is a refusal (`malformed`); no answer at all is `relay_unreachable`.
 */
import { type Bytes, base64url, brand, fromHex, hex } from '../format/bytes';
import { type Canonical, type Decoded, decode, encode } from '../format/canonical';
import type { ItemId } from '../format/item';
import { Refusal, isRefusal, isRefusalName } from '../format/refusals';
import { asArray, asNumber, bytesOf } from '../format/shape';
import { type Fields, fields, parseJson } from './answers';

export type Send = (url: string, init: RequestInit) => Promise<Response>;
/** What is sent and what comes back, both without any meaning here. */
export interface Letter {
  readonly kind: number;
  readonly body: Bytes;
  readonly mailbox: Bytes | null;
}
/** Where an item stands in the log, as the relay says. `rosters`: how many of the items up to it are roster entries. */
interface Place {
  readonly number: number;
  readonly rosters: number;
}
export interface Numbered extends Letter, Place {}
export interface Result extends Place {
  readonly status: number;
}
/** What every answer says of the log, to be believed only after `evidence.ts` has judged it. */
export interface Evidence {
  readonly epoch: Bytes;
  readonly checkpoint: string;
  readonly proof: readonly Bytes[];
}
export interface PushAnswer extends Evidence {
  readonly results: readonly Result[];
}
export interface Page extends Evidence {
  readonly head: number;
  readonly next: number;
  readonly items: readonly Numbered[];
  /** The entry of the newest item; null if there is none. */
  readonly last: { readonly itemId: ItemId; readonly rosters: number } | null;
}
export interface Health {
  readonly relayPk: Bytes;
  readonly publicUrl: string | null;
  readonly founding: 'open' | 'code';
}

/** A relay that was restored from a backup, and its new epoch. */
export class EpochChanged extends Refusal {
  readonly epoch: Bytes;
  constructor(epoch: Bytes) {
    super('epoch_changed');
    this.epoch = epoch;
  }
}

/** A relay that cannot do it now and says when to ask again. */
export class TryLater extends Refusal {
  readonly seconds: number;
  constructor(name: 'too_many' | 'disk_full', seconds: number) {
    super(name, `again in ${seconds} s`);
    this.seconds = seconds;
  }
}

/** Also on the slowest network one request of 256 KiB is through by then. */
const TIMEOUT_MILLISECONDS = 120_000;
/** A page of 4 MiB and what frames it. */
const ANSWER_LIMIT = 5 << 20;
/** A relay that says "next year" is not obeyed. */
const LONGEST_RETRY_SECONDS = 3_600;

export const browserSend: Send = (url, init) => fetch(url, init);

export class Relay {
  readonly #base: string;
  readonly #send: Send;

  constructor(origin: string, send: Send) {
    this.#base = `${origin}/api/v1`;
    this.#send = send;
  }

  async health(): Promise<Health> {
    const answer = fields(parseJson(await this.#call('GET', '/health')));
    const founding = answer.text('founding');
    return { relayPk: answer.hex('relay_pk', 32), publicUrl: answer.textOrNull('public_url'), founding: founding === 'code' ? 'code' : 'open' };
  }

  /** Refuses `team_exists` and `founding_code`. */
  async createTeam(tag: Bytes, adminPk: Bytes, tokenHash: Bytes, foundingCode: string | null): Promise<void> {
    const code = foundingCode === null ? {} : { founding_code: foundingCode };
    await this.#postJson('/teams', { team_tag: hex(tag), admin_pk: hex(adminPk), token_hash: hex(tokenHash), ...code });
  }

  async deleteTeam(tag: Bytes, serial: number, signature: Bytes): Promise<void> {
    await this.#call('DELETE', `/teams/${hex(tag)}`, { body: JSON.stringify({ serial, signature: hex(signature) }), type: 'application/json' });
  }

  at(tag: Bytes, token: Bytes): Mailroom {
    return new Mailroom(this.#call, hex(tag), base64url(token));
  }

  async #postJson(path: string, body: unknown): Promise<void> {
    await this.#call('POST', path, { body: JSON.stringify(body), type: 'application/json' });
  }

  readonly #call: Call = async (method, path, sent, token, range, follow) => {
    const headers: Record<string, string> = {};
    if (range !== undefined) headers['Range'] = range;
    if (sent !== undefined) headers['Content-Type'] = sent.type;
    if (token !== undefined) headers['Authorization'] = `Bearer ${token}`;
    let answer: Response;
    let body: Bytes;
    try {
      answer = await this.#send(this.#base + path, {
        method,
        headers,
        body: sent?.body ?? null,
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        signal: follow?.signal ?? AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      });
      body = follow !== undefined && answer.ok ? await follow.read(answer) : new Uint8Array(await answer.arrayBuffer());
    } catch (cause) {
      // The data budget refuses by its own name.
      throw isRefusal(cause) ? cause : new Refusal('relay_unreachable', '', cause);
    }
    if (body.length > ANSWER_LIMIT) throw new Refusal('too_large', 'answer of the relay');
    if (!answer.ok) throw refusalOf(answer, body);
    return body;
  };
}

type Sent = { readonly body: string | Bytes; readonly type: string };
/** For an answer that does not end: reads it until its end, or until somebody has enough. */
export interface Follow {
  readonly read: (answer: Response) => Promise<Bytes>;
  readonly signal: AbortSignal;
}
type Call = (method: string, path: string, sent?: Sent, token?: string, range?: string, follow?: Follow) => Promise<Bytes>;

/** The calls that need the team's token. */
export class Mailroom {
  readonly #call: Call;
  readonly #path: string;
  #token: string;

  constructor(call: Call, tag: string, token: string) {
    this.#call = call;
    this.#path = `/teams/${tag}`;
    this.#token = token;
  }

  /** From now on, because the team has drawn a new epoch. */
  renew(token: Bytes): void {
    this.#token = base64url(token);
  }

  /** `seen`: the size of the log that this device knows. Refuses `log_rolled_back` if the relay has less. */
  async push(letters: readonly Letter[], seen: number): Promise<PushAnswer> {
    const items: Canonical = letters.map(({ kind, body, mailbox }) => ({ kind, body, mailbox }));
    const sent = { body: encode({ items }), type: 'application/cbor' };
    const answer = fields(decoded(await this.#call('POST', `${this.#path}/push?seen=${seen}`, sent, this.#token)));
    const results = answer.list('results').map(resultOf);
    if (results.length !== letters.length) throw new Refusal('malformed', 'not one result for each item');
    return { ...evidenceOf(answer), results };
  }

  /** Refuses `EpochChanged` and `log_rolled_back`. Without mailboxes everything is given. */
  async pull(after: number, limit: number, epoch: Bytes | null, mailboxes: readonly Bytes[], seen: number): Promise<Page> {
    const asked = epoch === null ? [] : [`epoch=${hex(epoch)}`];
    const query = [`after=${after}`, `limit=${limit}`, `seen=${seen}`, ...asked, ...mailboxes.map((box) => `mailbox=${hex(box)}`)];
    const answer = fields(decoded(await this.#call('GET', `${this.#path}/items?${query.join('&')}`, undefined, this.#token)));
    const page = { head: answer.number('head'), next: answer.number('next'), last: answer.orNull('last', lastOf) };
    return { ...evidenceOf(answer), ...page, items: answer.list('items').map(numberedOf) };
  }

  /** The proof that the log of size `seen` is the beginning of the log of `size`. */
  async log(size: number, seen: number): Promise<readonly Bytes[]> {
    const answer = await this.#call('GET', `${this.#path}/log?size=${size}&seen=${seen}`, undefined, this.#token);
    return proofOf(fields(decoded(answer)));
  }

  /** Any other call on what belongs to the team: media.ts and watch.ts know their own. */
  ask(method: string, path: string, sent?: Sent, range?: string, follow?: Follow): Promise<Bytes> {
    return this.#call(method, this.#path + path, sent, this.#token, range, follow);
  }
}

const decoded = (body: Bytes): Decoded => decode(body, ANSWER_LIMIT);

const proofOf = (answer: Fields): readonly Bytes[] => answer.list('proof').map((hash) => bytesOf(hash, 32));

function evidenceOf(answer: Fields): Evidence {
  return { epoch: answer.bytes('epoch', 16), checkpoint: answer.text('checkpoint'), proof: proofOf(answer) };
}

/** A row of exactly `size` values. Refuses `malformed`. */
function rowOf(value: Decoded, size: number): readonly Decoded[] {
  const row = asArray(value);
  if (row.length !== size) throw new Refusal('malformed', 'a row of an answer');
  return row;
}

function resultOf(value: Decoded): Result {
  const [status, number, rosters] = rowOf(value, 3);
  return { status: asNumber(status), number: asNumber(number), rosters: asNumber(rosters) };
}

function numberedOf(value: Decoded): Numbered {
  const [number, kind, body, mailbox, rosters] = rowOf(value, 5);
  if (asNumber(kind) > 255 || !(body instanceof Uint8Array)) throw new Refusal('malformed', 'item of a page');
  return { number: asNumber(number), kind: asNumber(kind), body, mailbox: mailbox === null ? null : bytesOf(mailbox, 16), rosters: asNumber(rosters) };
}

function lastOf(value: Decoded): Page['last'] {
  const [itemId, rosters] = rowOf(value, 2);
  return { itemId: brand<ItemId>(bytesOf(itemId, 32)), rosters: asNumber(rosters) };
}

/** What the relay says no with; anything that is not one of our refusals is a server that failed. */
function refusalOf({ status, headers }: Response, body: Bytes): Refusal {
  let said: Fields;
  try {
    said = fields(parseJson(body)).map('error');
    const name = said.text('name');
    const epoch = name === 'epoch_changed' ? fromHex(said.text('epoch')) : null;
    if (epoch !== null && epoch.length === 16) return new EpochChanged(epoch);
    const seconds = Number(headers.get('Retry-After') ?? 0);
    if ((name === 'too_many' || name === 'disk_full') && seconds > 0) return new TryLater(name, Math.min(seconds, LONGEST_RETRY_SECONDS));
    if (isRefusalName(name)) return new Refusal(name, `status ${status}`);
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    return new Refusal('server_error', `status ${status}`, cause);
  }
  return new Refusal('server_error', `status ${status}`);
}
