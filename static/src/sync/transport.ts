/**
 * The relay as this device reaches it (PROTOCOL section 13): one method a call, same origin. Carries opaque bytes, and cannot name a testimony.
 *
 * An answer that is not what the protocol says is a refusal (`malformed`); no answer at all is `relay_unreachable`.
 */
import { type Bytes, base64url, fromHex, hex } from '../format/bytes';
import { type Canonical, type Decoded, decode, encode } from '../format/canonical';
import { Refusal, isRefusal, isRefusalName } from '../format/refusals';
import { type Fields, fields, parseJson } from './answers';

export type Send = (url: string, init: RequestInit) => Promise<Response>;
/** What is sent and what comes back, both without any meaning here. */
export interface Letter {
  readonly kind: number;
  readonly body: Bytes;
  readonly mailbox: Bytes | null;
}
export interface Numbered extends Letter {
  readonly number: number;
}
export interface PushAnswer {
  readonly epoch: Bytes;
  readonly results: readonly { readonly status: number; readonly number: number }[];
  readonly signature: Bytes;
}
export interface Page {
  readonly epoch: Bytes;
  readonly head: number;
  readonly next: number;
  readonly items: readonly Numbered[];
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

  /** Null if it is not there: it expired, was used or was taken back. */
  async fetchWelcome(tag: Bytes, inviteId: Bytes): Promise<Bytes | null> {
    try {
      return await this.#call('GET', `/teams/${hex(tag)}/invites/${hex(inviteId)}`);
    } catch (cause) {
      if (cause instanceof Refusal && (cause.name === 'not_found' || cause.name === 'invite_expired')) return null;
      throw cause;
    }
  }

  async #postJson(path: string, body: unknown): Promise<void> {
    await this.#call('POST', path, { body: JSON.stringify(body), type: 'application/json' });
  }

  readonly #call: Call = async (method, path, sent, token, range) => {
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
        signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      });
      body = new Uint8Array(await answer.arrayBuffer());
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
type Call = (method: string, path: string, sent?: Sent, token?: string, range?: string) => Promise<Bytes>;

/** The calls that need the team's token. */
export class Mailroom {
  readonly #call: Call;
  readonly #path: string;
  readonly #token: string;

  constructor(call: Call, tag: string, token: string) {
    this.#call = call;
    this.#path = `/teams/${tag}`;
    this.#token = token;
  }

  async push(letters: readonly Letter[]): Promise<PushAnswer> {
    const items: Canonical = letters.map(({ kind, body, mailbox }) => ({ kind, body, mailbox }));
    const sent = { body: encode({ items }), type: 'application/cbor' };
    const answer = fields(decoded(await this.#call('POST', `${this.#path}/push`, sent, this.#token)));
    const results = answer.list('results').map(resultOf);
    if (results.length !== letters.length) throw new Refusal('malformed', 'not one result for each item');
    return { epoch: answer.bytes('epoch', 16), results, signature: answer.bytes('signature', 64) };
  }

  /** Refuses `EpochChanged`. Without mailboxes everything is given. */
  async pull(after: number, limit: number, epoch: Bytes | null, mailboxes: readonly Bytes[]): Promise<Page> {
    const query = [`after=${after}`, `limit=${limit}`, ...(epoch === null ? [] : [`epoch=${hex(epoch)}`]), ...mailboxes.map((box) => `mailbox=${hex(box)}`)];
    const answer = fields(decoded(await this.#call('GET', `${this.#path}/items?${query.join('&')}`, undefined, this.#token)));
    const page = { epoch: answer.bytes('epoch', 16), head: answer.number('head'), next: answer.number('next') };
    return { ...page, items: answer.list('items').map(numberedOf) };
  }

  /** Any other call on what belongs to the team: media.ts and watch.ts know their own. */
  ask(method: string, path: string, sent?: Sent, range?: string): Promise<Bytes> {
    return this.#call(method, this.#path + path, sent, this.#token, range);
  }

  async putWelcome(inviteId: Bytes, welcome: Bytes): Promise<void> {
    await this.#call('PUT', `${this.#path}/invites/${hex(inviteId)}`, { body: welcome, type: 'application/octet-stream' }, this.#token);
  }

  async deleteWelcome(inviteId: Bytes): Promise<void> {
    await this.#call('DELETE', `${this.#path}/invites/${hex(inviteId)}`, undefined, this.#token);
  }
}

const decoded = (body: Bytes): Decoded => decode(body, ANSWER_LIMIT);

function resultOf(row: Decoded): { status: number; number: number } {
  if (!Array.isArray(row) || row.length !== 2) throw new Refusal('malformed', 'result of a push');
  const [status, number] = row as readonly Decoded[];
  if (typeof status !== 'number' || typeof number !== 'number') throw new Refusal('malformed', 'result of a push');
  return { status, number };
}

function numberedOf(row: Decoded): Numbered {
  if (!Array.isArray(row) || row.length !== 4) throw new Refusal('malformed', 'item of a page');
  const [number, kind, body, mailbox] = row as readonly Decoded[];
  if (typeof number !== 'number' || typeof kind !== 'number' || kind < 0 || kind > 255 || !(body instanceof Uint8Array)) throw new Refusal('malformed', 'item of a page');
  if (mailbox !== null && !(mailbox instanceof Uint8Array)) throw new Refusal('malformed', 'mailbox of an item');
  return { number, kind, body, mailbox };
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
