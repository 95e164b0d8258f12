/**
 * The desk on this computer, as the page reaches it: JSON on the same origin. What is exported never comes through here; the desk writes it to its
 * own disk and answers with a report. The shapes of its answers are the caller's to name.
 */
import type { Bytes } from '../format/bytes';
import { Refusal, isRefusalName } from '../format/refusals';
import { fields, parseJson } from './answers';
import type { Send } from './transport';

/** An export of many testimonies takes its time. */
const TIMEOUT_MILLISECONDS = 600_000;

export class Desk {
  readonly #base: string;
  readonly #send: Send;
  /** Lives as long as this engine: whoever locks the app must open the desk again. */
  #token: string | null = null;

  constructor(origin: string, send: Send) {
    this.#base = `${origin}/desk`;
    this.#send = send;
  }

  /** Null where no desk is served: a relay answers `not_found`, and a bare web server with a page. */
  async status(): Promise<unknown> {
    try {
      return await this.#call('GET', '/status');
    } catch (cause) {
      if (cause instanceof Refusal && (cause.name === 'not_found' || cause.name === 'malformed' || cause.name === 'wrong_host')) return null;
      throw cause;
    }
  }

  async join(link: string, label: string, passphrase: string): Promise<void> {
    this.#token = fields(await this.#call('POST', '/join', { link, label, passphrase })).text('token');
  }

  async unlock(passphrase: string): Promise<void> {
    this.#token = fields(await this.#call('POST', '/unlock', { passphrase })).text('token');
  }

  /** The desk exchanges with the relay now, and says how it stands. */
  exchange(): Promise<unknown> {
    return this.#call('POST', '/sync', {});
  }

  preview(request: unknown): Promise<unknown> {
    return this.#call('POST', '/export/preview', request);
  }

  makeExport(request: unknown): Promise<unknown> {
    return this.#call('POST', '/export', request);
  }

  /** A workbook as its bytes. */
  compileForm(name: string, workbook: Uint8Array): Promise<unknown> {
    return this.#call('POST', `/form?name=${encodeURIComponent(name)}`, workbook);
  }

  async #call(method: string, path: string, sent?: unknown): Promise<unknown> {
    const headers: Record<string, string> = {};
    const isBytes = sent instanceof Uint8Array;
    if (sent !== undefined) headers['Content-Type'] = isBytes ? 'application/octet-stream' : 'application/json';
    if (this.#token !== null) headers['Authorization'] = `Bearer ${this.#token}`;
    let answer: Response;
    let body: Bytes;
    try {
      const request = { method, headers, body: sent === undefined ? null : isBytes ? new Uint8Array(sent) : JSON.stringify(sent), signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) };
      answer = await this.#send(this.#base + path, { ...request, cache: 'no-store', credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer' });
      body = new Uint8Array(await answer.arrayBuffer());
    } catch (cause) {
      throw new Refusal('relay_unreachable', 'the desk', cause);
    }
    if (answer.ok) return parseJson(body);
    const name = fields(parseJson(body)).map('error').text('name');
    if (name === 'desk_locked') this.#token = null;
    throw new Refusal(isRefusalName(name) ? name : 'server_error', `status ${answer.status}`);
  }
}
