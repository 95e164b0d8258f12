/**
 * A relay in memory that follows PROTOCOL sections 13 and 17: numbers without gaps, a log with real proofs and signatures, mailboxes, epochs, invites. It
 * can be told to be away, to lose what came after a backup, to show two people two logs, and to lie in its answers (`liar.ts`).
 */
import { deleteTeamMessage } from '../../../static/src/format/admin';
import { type Bytes, concat, fromHex, hex } from '../../../static/src/format/bytes';
import { type CanonicalMap, type Decoded, decode, encode } from '../../../static/src/format/canonical';
import { checkpointMessage, checkpointText } from '../../../static/src/format/checkpoint';
import { plainHash } from '../../../static/src/format/hash';
import { Kind, checkItem, itemId } from '../../../static/src/format/item';
import { leaf } from '../../../static/src/format/log';
import { renewMessage } from '../../../static/src/format/renewal';
import { REFUSALS, Refusal, type RefusalName, isRefusal } from '../../../static/src/format/refusals';
import { type SigningKey, signingKey, verify } from '../../../static/src/seal/signing';
import { fromBase64url } from '../../../static/src/format/bytes';
import { FakeChunks } from './chunks';
import { proofOf, rootOf } from './tree';

export interface Item {
  readonly id: string;
  readonly kind: number;
  readonly body: Bytes;
  readonly mailbox: Bytes | null;
}
interface Team {
  adminPk: Bytes;
  tokenHash: string;
  serial: number;
  readonly renewals: Map<string, Bytes>;
  items: Item[];
  epoch: Bytes;
  readonly invites: Map<string, Bytes>;
  readonly chunks: FakeChunks;
}
/** A letter as it comes in a push. */
type Pushed = { readonly kind: number; readonly body: Bytes; readonly mailbox: Bytes | null };
/** What a lying relay makes of an honest answer. */
export type Lie = (call: 'push' | 'pull' | 'log', honest: CanonicalMap, signed: Signed) => CanonicalMap | Promise<CanonicalMap>;
/** Signs whatever log it is given, because the key is the liar's own. */
export type Signed = (tag: string, epoch: Bytes, leaves: readonly Bytes[], size: number) => Promise<string>;
type Request = { readonly method: string; readonly path: string; readonly query: URLSearchParams; readonly body: Bytes; readonly token: string; readonly range: string | null };

const STATUS: Partial<Record<RefusalName, number>> = { token_refused: 401, team_unknown: 404, not_found: 404, epoch_changed: 409, team_exists: 409, log_rolled_back: 409, founding_code: 403 };
const random = (size: number): Bytes => crypto.getRandomValues(new Uint8Array(size));

export class FakeRelay {
  readonly teams = new Map<string, Team>();
  /** Everything that ever came over the wire, to be searched for what must not be there. */
  readonly wire: Bytes[] = [];
  away = false;
  /** Called before anything is asked of it. */
  before: () => void = () => undefined;
  /** Called after a push was stored and before it is answered. */
  afterPush: () => void = () => undefined;
  /** Called after a team has drawn a new epoch and before that is answered. */
  afterRenew: () => void = () => undefined;
  lie: Lie | null = null;
  /** What it refuses a letter by, past all checks. */
  refuses: (letter: Pushed) => RefusalName | null = () => null;
  /** What it keeps back from readers of mailboxes, with a proof that fits. */
  hides: (item: Item) => boolean = () => false;
  /** How often each call was made. */
  readonly asked = { push: 0, pull: 0, log: 0 };
  publicUrl: string | null = null;
  foundingCode: string | null = null;
  readonly #key: SigningKey;

  private constructor(key: SigningKey) {
    this.#key = key;
  }

  static async start(): Promise<FakeRelay> {
    return new FakeRelay(await signingKey(random(32)));
  }

  readonly send = async (url: string, init: RequestInit): Promise<Response> => {
    if (this.away) throw new TypeError('fetch failed');
    this.before();
    const { pathname, searchParams } = new URL(url);
    const body = bodyOf(init.body);
    this.wire.push(body, new TextEncoder().encode(url));
    const authorization = new Headers(init.headers).get('Authorization') ?? '';
    const request = { method: init.method ?? 'GET', path: pathname, query: searchParams, body, token: authorization.replace('Bearer ', ''), range: new Headers(init.headers).get('Range') };
    try {
      return await this.#route(request);
    } catch (cause) {
      if (!isRefusal(cause)) throw cause;
      return refusalAnswer(cause);
    }
  };

  /** As after a restore from a backup that knew only the first `kept` items. */
  restore(tag: string, kept: number): void {
    const team = this.#team(tag);
    team.items = team.items.slice(0, kept);
    team.epoch = random(16);
  }

  /** Takes a backup, which the call puts back: token, admin key, renewals and invites too are those of that day. */
  backup(tag: string): () => void {
    const team = this.#team(tag);
    const then = { ...team, items: [...team.items], renewals: new Map(team.renewals), invites: new Map(team.invites) };
    return () => this.teams.set(tag, { ...then, epoch: random(16) });
  }

  /** Loses all but the first `kept` items, and says nothing of it. */
  forget(tag: string, kept: number): void {
    const team = this.#team(tag);
    team.items = team.items.slice(0, kept);
  }

  /** Somebody puts an item there, past all checks. */
  plant(tag: string, kind: number, body: Bytes, mailbox: Bytes | null = null): void {
    this.#team(tag).items.push({ id: hex(itemId({ kind, body, mailbox })), kind, body, mailbox });
  }

  /** A second relay under the same key: from here on the two show different logs. */
  fork(): FakeRelay {
    const other = new FakeRelay(this.#key);
    for (const [tag, team] of this.teams) other.teams.set(tag, { ...team, items: [...team.items], invites: new Map(team.invites) });
    return other;
  }

  items(tag: string): readonly Item[] {
    return this.#team(tag).items;
  }

  #team(tag: string): Team {
    const team = this.teams.get(tag);
    if (team === undefined) throw new Refusal('team_unknown');
    return team;
  }

  async #route(request: Request): Promise<Response> {
    const { method, path } = request;
    if (path === '/api/v1/health') return Response.json(this.#health());
    if (path === '/api/v1/teams' && method === 'POST') return this.#found(request);
    const [, tag = '', rest = ''] = /^\/api\/v1\/teams\/([0-9a-f]{32})\/?(.*)$/.exec(path) ?? [];
    if (tag === '') throw new Refusal('not_found');
    const team = this.#team(tag);
    if (rest === '' && method === 'DELETE') return this.#delete(tag, team, request);
    if (rest === 'renew' && method === 'POST') return this.#renew(tag, team, request);
    const [, renewal = ''] = /^renewals\/([0-9a-f]{32})$/.exec(rest) ?? [];
    if (renewal !== '' && method === 'GET') return bytesAnswer(team.renewals.get(renewal) ?? missing());
    const [, invite = ''] = /^invites\/([0-9a-f]{32})$/.exec(rest) ?? [];
    if (invite !== '' && method === 'GET') return bytesAnswer(team.invites.get(invite) ?? missing());
    if (hex(plainHash(fromBase64url(request.token) ?? new Uint8Array())) !== team.tokenHash) throw new Refusal('token_refused');
    if (invite !== '' && method === 'PUT') return emptyAnswer(team.invites.set(invite, request.body));
    if (invite !== '' && method === 'DELETE') return emptyAnswer(team.invites.delete(invite) || missing());
    if (rest === 'push' && method === 'POST') return this.#push(tag, team, request);
    if (rest === 'items' && method === 'GET') return this.#pull(tag, team, request.query);
    if (rest === 'log' && method === 'GET') return this.#log(team, request.query);
    return team.chunks.answer(method, rest, request.body, request.range) ?? missing();
  }

  #health(): Record<string, string> {
    const url = this.publicUrl === null ? {} : { public_url: this.publicUrl };
    return { name: 'gawahi-relay', version: 'fake', relay_pk: hex(this.#key.publicKey), founding: this.foundingCode === null ? 'open' : 'code', ...url };
  }

  #found({ body }: Request): Response {
    const asked = JSON.parse(new TextDecoder().decode(body)) as Record<string, string>;
    const tag = asked['team_tag'] as string;
    if (this.teams.has(tag)) throw new Refusal('team_exists');
    if (this.foundingCode !== null && asked['founding_code'] !== this.foundingCode) throw new Refusal('founding_code');
    const team = { adminPk: fromHex(asked['admin_pk'] as string) as Bytes, tokenHash: asked['token_hash'] as string, serial: 0, renewals: new Map<string, Bytes>(), items: [], epoch: random(16), invites: new Map(), chunks: new FakeChunks() };
    this.teams.set(tag, team);
    return Response.json({ team_tag: tag, epoch: hex(team.epoch) }, { status: 201 });
  }

  async #delete(tag: string, team: Team, { body }: Request): Promise<Response> {
    const { serial, signature } = JSON.parse(new TextDecoder().decode(body)) as { serial: number; signature: string };
    const message = deleteTeamMessage(fromHex(tag) as never, serial);
    if (!(await verify(team.adminPk, fromHex(signature) as Bytes, message))) throw new Refusal('signature');
    this.teams.delete(tag);
    return Response.json({ serial });
  }

  async #renew(tag: string, team: Team, { body }: Request): Promise<Response> {
    const asked = decode(body, 5 << 20) as unknown as { admin_pk: Bytes; token_hash: Bytes; serial: number; signature: Bytes; renewals: readonly (readonly [Bytes, Bytes])[] };
    const message = renewMessage(fromHex(tag) as never, asked.serial, asked.token_hash, asked.admin_pk);
    if (!(await verify(team.adminPk, asked.signature, message))) throw new Refusal('signature');
    if (asked.serial <= team.serial) throw new Refusal('replayed');
    Object.assign(team, { adminPk: asked.admin_pk, tokenHash: hex(asked.token_hash), serial: asked.serial });
    for (const [id, box] of asked.renewals) team.renewals.set(hex(id), box);
    this.afterRenew();
    if (this.away) throw new TypeError('the connection broke');
    return Response.json({ serial: asked.serial });
  }

  async #push(tag: string, team: Team, { body, query }: Request): Promise<Response> {
    const seen = seenOf(team, query);
    const { items } = decode(body, 5 << 20) as unknown as { items: Pushed[] };
    const results = items.map((letter) => {
      const refusal = this.refuses(letter);
      return refusal === null ? accept(team, tag, letter) : [REFUSALS[refusal], 0];
    });
    const log = logOf(team);
    const kept = results.filter(([status]) => (status as number) <= 1).map(([, number]) => number as number);
    const rows = results.map(([status, number]): Decoded => [status as number, number as number, log.rosters[(number as number) - 1] ?? 0]);
    this.afterPush();
    if (this.away) throw new TypeError('the connection broke');
    const checkpoint = await this.#signed(tag, team.epoch, log.leaves, log.leaves.length);
    const proof = proofOf(log.leaves, log.leaves.length, seen, kept);
    return this.#answer('push', { epoch: team.epoch, results: rows, checkpoint, proof: [...proof] });
  }

  async #pull(tag: string, team: Team, query: URLSearchParams): Promise<Response> {
    const epoch = query.get('epoch');
    if (epoch !== null && epoch !== hex(team.epoch)) throw new EpochRefusal(hex(team.epoch));
    const seen = seenOf(team, query);
    const log = logOf(team);
    const after = Number(query.get('after') ?? 0);
    const boxes = query.getAll('mailbox');
    const head = team.items.length;
    const next = Math.min(head, after + Number(query.get('limit') ?? 500));
    const page = team.items.slice(after, next).map((item, index) => ({ number: after + index + 1, ...item }));
    const isGiven = ({ kind, mailbox }: Item): boolean => kind === Kind.rosterEntry || (mailbox !== null && boxes.includes(hex(mailbox)));
    const given = boxes.length === 0 ? page : page.filter((item) => isGiven(item) && !this.hides(item));
    const items = given.map(({ number, kind, body, mailbox }): Decoded => [number, kind, body, mailbox, log.rosters[number - 1] as number]);
    const newest = team.items.at(-1);
    const last: Decoded = newest === undefined ? null : [concat(itemId(newest)), log.rosters.at(-1) as number];
    const wanted = [...given.map(({ number }) => number), ...(head === 0 ? [] : [head])];
    const checkpoint = await this.#signed(tag, team.epoch, log.leaves, head);
    return this.#answer('pull', { epoch: team.epoch, head, next: Math.max(next, after), items, last, checkpoint, proof: [...proofOf(log.leaves, head, seen, wanted)] });
  }

  #log(team: Team, query: URLSearchParams): Promise<Response> {
    const [size, seen] = [Number(query.get('size')), Number(query.get('seen'))];
    return this.#answer('log', { proof: [...proofOf(logOf(team).leaves, size, seen, [])] });
  }

  async #answer(call: 'push' | 'pull' | 'log', honest: CanonicalMap): Promise<Response> {
    this.asked[call] += 1;
    return new Response(encode(this.lie === null ? honest : await this.lie(call, honest, this.#signed)));
  }

  readonly #signed: Signed = async (tag, epoch, leaves, size) => {
    const name = { teamTag: fromHex(tag) as never, epoch, relayPk: this.#key.publicKey };
    const head = { size, root: rootOf(leaves, 0, size) };
    return checkpointText(name, head, await this.#key.sign(checkpointMessage(name, head)));
  };
}

/** Every leaf, and how many roster entries there are up to each item. */
export function logOf({ items }: { readonly items: readonly Item[] }): { readonly leaves: readonly Bytes[]; readonly rosters: readonly number[] } {
  let count = 0;
  const rosters = items.map(({ kind }) => (kind === Kind.rosterEntry ? (count += 1) : count));
  return { rosters, leaves: items.map((item, index) => leaf(itemId(item), rosters[index] as number)) };
}

function seenOf(team: Team, query: URLSearchParams): number {
  const seen = Number(query.get('seen') ?? 0);
  if (seen > team.items.length) throw new Refusal('log_rolled_back');
  return seen;
}

function accept(team: Team, tag: string, { kind, body, mailbox }: Pushed): number[] {
  try {
    checkItem(kind, body, fromHex(tag) as never);
  } catch (cause) {
    if (isRefusal(cause)) return [REFUSALS[cause.name], 0];
    throw cause;
  }
  const id = hex(itemId({ kind, body, mailbox }));
  const known = team.items.findIndex((item) => item.id === id);
  if (known !== -1) return [1, known + 1];
  return [0, team.items.push({ id, kind, body, mailbox })];
}

class EpochRefusal extends Refusal {
  readonly epoch: string;
  constructor(epoch: string) {
    super('epoch_changed');
    this.epoch = epoch;
  }
}

function refusalAnswer(refusal: Refusal): Response {
  const extra = refusal instanceof EpochRefusal ? { epoch: refusal.epoch } : {};
  return Response.json({ error: { name: refusal.name, code: refusal.code, message: '', next: '', ...extra } }, { status: STATUS[refusal.name] ?? 400 });
}

function missing(): never {
  throw new Refusal('not_found');
}
const bytesAnswer = (body: Bytes): Response => new Response(body);
const emptyAnswer = (_done: unknown): Response => new Response(null, { status: 204 });

function bodyOf(body: RequestInit['body']): Bytes {
  if (body === null || body === undefined) return new Uint8Array();
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (body instanceof Uint8Array) return concat(body);
  throw new TypeError('a body of another kind');
}
