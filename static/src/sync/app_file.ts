/**
 * A file of the app as its server gives it now, past every cache: what a release note is compared with. It carries bytes and believes nothing.
 */
import type { Bytes } from '../format/bytes';
import { Refusal } from '../format/refusals';
import type { Send } from './transport';

const TIMEOUT_MILLISECONDS = 60_000;
const FILE_LIMIT = 1 << 20;

/** Null if the server has no such file. Refuses `relay_unreachable` and `too_large`. */
export async function appFile(origin: string, send: Send, path: string): Promise<Bytes | null> {
  let answer: Response;
  let body: Bytes;
  try {
    const asked = { cache: 'no-store', credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer' } as const;
    answer = await send(`${origin}/${path}`, { ...asked, signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
    body = new Uint8Array(await answer.arrayBuffer());
  } catch (cause) {
    throw new Refusal('relay_unreachable', path, cause);
  }
  if (body.length > FILE_LIMIT) throw new Refusal('too_large', path);
  if (answer.ok) return body;
  if (answer.status === 404 || answer.status === 403) return null;
  throw new Refusal('relay_unreachable', `${path}: status ${answer.status}`);
}
