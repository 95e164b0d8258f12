/**
 * A relay in memory that follows PROTOCOL section 13: numbers without gaps, receipts signed with a real key, mailboxes, epochs, invites. It can be told to
 * be away, to lie in its receipts and to lose what came after a backup.
 */
import { type Bytes, concat, fromHex, hex, u8 } from '../../../static/src/format/bytes';
import { type CanonicalMap, type Decoded, decode, encode } from '../../../static/src/format/canonical';
import { hash, plainHash } from '../../../static/src/format/hash';
import { checkItem } from '../../../static/src/format/item';
import { deleteTeamMessage, receiptMessage } from '../../../static/src/format/receipt';
import { REFUSALS, Refusal, type RefusalName, isRefusal } from '../../../static/src/format/refusals';
import { type SigningKey, signingKey, verify } from '../../../static/src/seal/signing';
import { fromBase64url } from '../../../static/src/format/bytes';
import { FakeChunks } from './chunks';

interface Item {
  readonly id: string;
  readonly kind: number;
  readonly body: Bytes;
  readonly mailbox: Bytes | null;
}
interface Team {
  readonly adminPk: Bytes;
  readonly tokenHash: string;
  items: Item[];
  epoch: Bytes;
  readonly invites: Map<string, Bytes>;
  readonly chunks: FakeChunks;
}
type Request = { readonly method: string; readonly path: string; readonly query: URLSearchParams; readonly body: Bytes; readonly token: string; readonly range: string | null };

const STATUS: Partial<Record<RefusalName, number>> = { token_refused: 401, team_unknown: 404, not_found: 404, epoch_changed: 409, team_exists: 409, founding_code: 403 };
const random = (size: number): Bytes => crypto.getRandomValues(new Uint8Array(size));

export class FakeRelay {
  readonly teams = new Map<string, Team>();
  /** Everything that ever came over the wire, to be searched for what must not be there. */
  readonly wire: Bytes[] = [];
  away = false;
  /** Called after a push was stored and before it is answered. */
  afterPush: () => void = () => undefined;
  lieInReceipts = false;
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

  /** Somebody puts an item there, past all checks. */
  plant(tag: string, kind: number, body: Bytes, mailbox: Bytes | null = null): void {
    this.#team(tag).items.push({ id: hex(hash('item', u8(kind), body)), kind, body, mailbox });
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
    const [, invite = ''] = /^invites\/([0-9a-f]{32})$/.exec(rest) ?? [];
    if (invite !== '' && method === 'GET') return bytesAnswer(team.invites.get(invite) ?? missing());
    if (hex(plainHash(fromBase64url(request.token) ?? new Uint8Array())) !== team.tokenHash) throw new Refusal('token_refused');
    if (invite !== '' && method === 'PUT') return emptyAnswer(team.invites.set(invite, request.body));
    if (invite !== '' && method === 'DELETE') return emptyAnswer(team.invites.delete(invite) || missing());
    if (rest === 'push' && method === 'POST') return this.#push(tag, team, request.body);
    if (rest === 'items' && method === 'GET') return pull(team, request.query);
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
    const team = { adminPk: fromHex(asked['admin_pk'] as string) as Bytes, tokenHash: asked['token_hash'] as string, items: [], epoch: random(16), invites: new Map(), chunks: new FakeChunks() };
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

  async #push(tag: string, team: Team, body: Bytes): Promise<Response> {
    const { items } = decode(body, 5 << 20) as unknown as { items: { kind: number; body: Bytes; mailbox: Bytes | null }[] };
    const results: number[][] = [];
    const lines: Parameters<typeof receiptMessage>[2][number][] = [];
    for (const { kind, body: letter, mailbox } of items) {
      const result = accept(team, tag, kind, letter, mailbox);
      results.push(result);
      if ((result[0] as number) <= 1) lines.push({ number: result[1] as number, itemId: hash('item', u8(kind), letter) as never });
    }
    this.afterPush();
    if (this.away) throw new TypeError('the connection broke');
    const signature = await this.#key.sign(receiptMessage(fromHex(tag) as never, team.epoch, lines));
    if (this.lieInReceipts) signature[0] = (signature[0] as number) ^ 1;
    return cborAnswer({ epoch: team.epoch, results, signature });
  }
}

function accept(team: Team, tag: string, kind: number, body: Bytes, mailbox: Bytes | null): number[] {
  try {
    checkItem(kind, body, fromHex(tag) as never);
  } catch (cause) {
    if (isRefusal(cause)) return [REFUSALS[cause.name], 0];
    throw cause;
  }
  const id = hex(hash('item', u8(kind), body));
  const known = team.items.findIndex((item) => item.id === id);
  if (known !== -1) return [1, known + 1];
  return [0, team.items.push({ id, kind, body, mailbox })];
}

function pull(team: Team, query: URLSearchParams): Response {
  const epoch = query.get('epoch');
  if (epoch !== null && epoch !== hex(team.epoch)) throw new EpochRefusal(hex(team.epoch));
  const after = Number(query.get('after') ?? 0);
  const boxes = query.getAll('mailbox');
  const next = Math.min(team.items.length, after + Number(query.get('limit') ?? 500));
  const page = team.items.slice(after, next).map((item, index) => ({ number: after + index + 1, ...item }));
  const given = boxes.length === 0 ? page : page.filter(({ mailbox }) => mailbox !== null && boxes.includes(hex(mailbox)));
  const items = given.map(({ number, kind, body, mailbox }): Decoded => [number, kind, body, mailbox]);
  return cborAnswer({ epoch: team.epoch, head: team.items.length, next: Math.max(next, after), items });
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
const cborAnswer = (value: CanonicalMap): Response => new Response(encode(value));

function bodyOf(body: RequestInit['body']): Bytes {
  if (body === null || body === undefined) return new Uint8Array();
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (body instanceof Uint8Array) return concat(body);
  throw new TypeError('a body of another kind');
}
